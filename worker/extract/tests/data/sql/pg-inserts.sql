--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: people; Type: TABLE; Schema: public; Owner: owner
--

CREATE TABLE public.people (
    id integer NOT NULL,
    ssn text,
    "full name" text,
    note text
);


ALTER TABLE public.people OWNER TO owner;

--
-- Name: seen; Type: VIEW; Schema: public; Owner: owner
--

CREATE VIEW public.seen AS
 SELECT people.ssn
   FROM public.people
  WHERE (people.note <> '536-90-4401'::text);


ALTER TABLE public.seen OWNER TO owner;

--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: owner
--

INSERT INTO public.people VALUES (1, '536-90-4399', 'Zoë O''Neill', 'tab	here
and line\');
INSERT INTO public.people VALUES (2, NULL, 'Bob', '');
INSERT INTO public.people VALUES (3, '536-90-4400', 'C:\', 'x');


--
-- Name: people people_pkey; Type: CONSTRAINT; Schema: public; Owner: owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--


