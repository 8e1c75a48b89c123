BEGIN TRANSACTION;
CREATE TABLE people (id INTEGER PRIMARY KEY, "full name" TEXT, ssn TEXT, note TEXT);
INSERT INTO "people" VALUES(1,'Ann O''Neill','536-90-4399','C:\');
INSERT INTO "people" VALUES(2,'two
lines',NULL,'');
COMMIT;
