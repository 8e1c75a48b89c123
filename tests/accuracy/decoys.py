"""What looks like personal data and is none: order numbers, hashes, versions, timestamps, ordinary sentences."""

import base64

from .kinds import digits, group, letters, uuid
from .schemes import ALNUM, ean, luhn

# Sentences without any number, name or word that belongs to a kind of value.
FILLER = {
    "en": [
        "Thank you for getting back to us so quickly.",
        "The warehouse will be closed during the holidays, so deliveries may be late.",
        "We have looked into the matter and found nothing unusual.",
        "Could you have a look at the attached report when you find the time?",
        "The weather was fine and the garden looked better than ever.",
        "Everything else remains as we agreed last week.",
        "Our engineers replaced the broken pump on the second floor.",
        "Please let us know whether the new schedule suits you.",
    ],
    "de": [
        "Vielen Dank für die schnelle Rückmeldung zu unserem Angebot.",
        "Das Lager bleibt über die Feiertage geschlossen, daher kann es dauern.",
        "Wir haben den Vorgang geprüft und nichts Auffälliges gefunden.",
        "Alles Weitere besprechen wir am besten in der nächsten Woche.",
    ],
    "fr": [
        "Merci beaucoup pour votre réponse rapide à notre demande.",
        "L'entrepôt sera fermé pendant les fêtes, il y aura donc du retard.",
        "Nous avons examiné le dossier et tout semble en ordre.",
        "Nous en reparlerons la semaine prochaine avec toute l'équipe.",
    ],
    "es": [
        "Muchas gracias por responder con tanta rapidez a la consulta.",
        "El almacén estará cerrado durante las fiestas, habrá retrasos.",
        "Hemos revisado el asunto y todo parece estar en orden.",
        "Lo demás queda tal como lo acordamos la semana pasada.",
    ],
    "pt": [
        "Muito obrigado pela resposta tão rápida ao nosso pedido.",
        "O armazém estará fechado durante as férias, haverá atrasos.",
        "Analisamos o assunto e parece que está tudo em ordem.",
        "O resto fica como combinamos na semana passada.",
    ],
    "it": [
        "Grazie mille per la rapida risposta alla nostra richiesta.",
        "Il magazzino resterà chiuso durante le feste, ci saranno ritardi.",
        "Abbiamo esaminato la questione e sembra tutto in ordine.",
        "Per il resto rimane quanto concordato la settimana scorsa.",
    ],
    "nl": [
        "Hartelijk dank voor het snelle antwoord op onze vraag.",
        "Het magazijn is tijdens de feestdagen gesloten, dus het duurt langer.",
    ],
    "pl": [
        "Bardzo dziękujemy za szybką odpowiedź na nasze pytanie.",
        "Magazyn będzie zamknięty w czasie świąt, więc to potrwa dłużej.",
    ],
    "sv": [
        "Tack så mycket för det snabba svaret på vår fråga.",
        "Lagret är stängt under helgerna, så leveransen kan dröja.",
    ],
}

SENTENCE = {
    "en": [
        "{w}: {v}",
        "{w} {v}",
        "My {w} is {v}.",
        "{v} ({w})",
        "{w} = {v}",
        "{w}\t{v}",
        "The {w} we have is {v}, is that right?",
        "{v} is the {w}.",
        "{w} on file: {v}",
        "{w} provided by caller: {v}",
    ],
    "de": [
        "{w}: {v}",
        "{w} {v}",
        "Meine {w} lautet {v}.",
        "{v} ({w})",
        "{w} = {v}",
        "Ihre {w} ist {v}, richtig?",
        "{w} laut Antrag: {v}",
    ],
    "fr": ["{w} : {v}", "{w} {v}", "Mon {w} est le {v}.", "{v} ({w})", "{w} = {v}", "{w} du demandeur : {v}"],
    "es": ["{w}: {v}", "{w} {v}", "Mi {w} es {v}.", "{v} ({w})", "{w} = {v}", "con {w} {v}", "{w} del titular: {v}"],
    "pt": ["{w}: {v}", "{w} {v}", "O meu {w} é {v}.", "{v} ({w})", "{w} = {v}", "{w} do titular: {v}"],
    "it": ["{w}: {v}", "{w} {v}", "Il mio {w} è {v}.", "{v} ({w})", "{w} = {v}", "{w} del titolare: {v}"],
    "nl": ["{w}: {v}", "{w} {v}", "Mijn {w} is {v}.", "{v} ({w})"],
    "pl": ["{w}: {v}", "{w} {v}", "Mój {w} to {v}.", "{v} ({w})"],
    "sv": ["{w}: {v}", "{w} {v}", "Mitt {w} är {v}.", "{v} ({w})"],
    "zh": ["{w}：{v}", "{w}: {v}", "{w} {v}", "{v}（{w}）"],
    "ja": ["{w}：{v}", "{w}: {v}", "{w} {v}", "{w}は {v} です。"],
    "any": ["{w}: {v}", "{w} {v}", "{v} ({w})", "{w} = {v}"],
}

# What makes a value of a name: settings, programs, JSON, and what people write in mails.
ASSIGNED = ["{w}: {v}", "{w} = {v}", "{w}={v}", "{w}: {v}", '"{w}": "{v}"', "{w} : {v}"]

BARE = ["Ref {v} was passed on.", "{v}", "see {v} for the rest", "- {v}", "value {v} seen"]


def filler(r, language, count=1):
    return " ".join(r.choice(FILLER.get(language, FILLER["en"])) for _ in range(count))


def order(r):
    """Passes Luhn as an order number may; the first digit is none of a payment card's."""
    body = r.choice("079") + digits(r, 14)
    return body + luhn(body)


def version(r):
    return f"{r.randrange(1, 30)}.{r.randrange(40)}.{r.randrange(200)}"


DECOYS = [
    lambda r: f"order {order(r)}",
    lambda r: f"request {uuid(r)}",
    lambda r: f"commit {r.randbytes(20).hex()}",
    lambda r: f"sha256:{r.randbytes(32).hex()}",
    lambda r: f"at {r.randrange(1_500_000_000, 1_800_000_000)}",
    lambda r: f"at {r.randrange(1_500_000_000_000, 1_800_000_000_000)} ms",
    lambda r: f"release {version(r)}",
    lambda r: (
        f"2024-0{r.randrange(1, 10)}-1{r.randrange(10)}T1{r.randrange(10)}:{r.randrange(10, 60)}:{r.randrange(10, 60)}.{r.randrange(1000):03d}Z"
    ),
    lambda r: f"invoice INV-{r.randrange(2015, 2026)}-{r.randrange(100000):05d}",
    lambda r: f"parcel 1Z{letters(r, 6, ALNUM)}{digits(r, 10)}",
    lambda r: (lambda b: f"ISBN {b}{ean(b)}")("978" + digits(r, 9)),
    lambda r: (lambda b: f"EAN {b}{ean(b)}")(r.choice("45") + digits(r, 11)),
    lambda r: f"colour #{r.randbytes(3).hex()}",
    lambda r: f"blob {base64.b64encode(r.randbytes(24)).decode()}",
    lambda r: f"build {version(r)}.{r.randrange(10000)}",
    lambda r: f"part {letters(r, 2)}-{digits(r, 4)}-{letters(r, 1)}",
    lambda r: f"total {r.randrange(1, 9000)}.{r.randrange(100):02d} EUR",
    lambda r: f"size {r.randrange(640, 4000)}x{r.randrange(480, 3000)}",
    lambda r: f"ticket {r.choice(['OPS', 'WEB', 'CORE'])}-{r.randrange(1, 99999)}",
    lambda r: f"batch {group(digits(r, 12), 4, 4)}",
    lambda r: f"trace {r.randbytes(8).hex()}",
    lambda r: (
        f"{r.choice(['Blue Horizon', 'Northwind', 'Contoso', 'Initech', 'Acme'])} {r.choice(['Pro 14', 'X200', 'Deluxe Set', 'Mark IV'])}"
    ),
    lambda r: f"{r.choice(['near Oak Avenue', 'behind the Bahnhofstraße', 'rue de Rivoli', 'off Mill Lane'])}",
]

# Columns that hold no personal data, in tables that do.
COLUMNS = [
    ("order_id", order),
    ("sku", lambda r: f"{letters(r, 3)}-{digits(r, 5)}"),
    (
        "created_at",
        lambda r: (
            f"2024-0{r.randrange(1, 10)}-1{r.randrange(10)} 1{r.randrange(10)}:{r.randrange(10, 60)}:{r.randrange(10, 60)}"
        ),
    ),
    ("uuid", uuid),
    ("amount", lambda r: f"{r.randrange(1, 9000)}.{r.randrange(100):02d}"),
    ("row_version", lambda r: str(r.randrange(10**9))),
    ("tracking_no", lambda r: f"1Z{letters(r, 6, ALNUM)}{digits(r, 10)}"),
    ("ean", lambda r: (lambda b: b + ean(b))("4" + digits(r, 11))),
    ("checksum", lambda r: r.randbytes(16).hex()),
    ("batch", lambda r: digits(r, 12)),
    ("qty", lambda r: str(r.randrange(1, 500))),
    ("status", lambda r: r.choice(["open", "paid", "shipped", "cancelled"])),
    ("epoch_ms", lambda r: str(r.randrange(1_500_000_000_000, 1_800_000_000_000))),
    ("colour", lambda r: f"#{r.randbytes(3).hex()}"),
]
