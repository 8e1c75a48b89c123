"""The same kinds of values, called by words of other languages than those that Amazon Macie lists."""

from .kinds import add, birth
from .people import number


def day(*forms):
    """A day of birth in one of these forms."""

    def make(r):
        born = birth(r, 1930, 2012)
        return r.choice(forms).format(born, day=born.day, month=born.month)

    return make


def born(language, words, columns, *forms):
    add("BIRTH_DATE", day(*forms), words, columns, language, also="DATE_OF_BIRTH")


born("de", "Geburtsdatum|geboren am|Geb.-Datum", "geburtsdatum|geb_datum", "{:%d.%m.%Y}", "{day}.{month}.{:%Y}", "{:%Y-%m-%d}")
born("fr", "date de naissance|née le|né le", "date_naissance|dateDeNaissance", "{:%d/%m/%Y}", "{:%d-%m-%Y}", "{:%Y-%m-%d}")
born("es", "fecha de nacimiento|nacido el|nacida el", "fecha_nacimiento|fechaNacimiento", "{:%d/%m/%Y}", "{:%d-%m-%Y}")
born("it", "data di nascita|nato il|nata il", "data_nascita|dataDiNascita", "{:%d/%m/%Y}", "{:%d.%m.%Y}")
born("pt", "data de nascimento|nascido em", "data_nascimento|dataNascimento", "{:%d/%m/%Y}", "{:%Y-%m-%d}")
born("nl", "geboortedatum|geboren op", "geboortedatum|geboorte_datum", "{:%d-%m-%Y}", "{:%d/%m/%Y}")
born("pl", "data urodzenia", "data_urodzenia|dataUrodzenia", "{:%d.%m.%Y}", "{:%Y-%m-%d}")


def telephone(identifier, language, words, columns, *forms):
    add(identifier, number(*forms), words, columns, language, also=identifier.replace("TELEPHONE", "PHONE"))


telephone(
    "GERMANY_TELEPHONE_NUMBER",
    "de",
    "Telefon|Mobil|Handynummer|Rufnummer",
    "telefon|mobil|telefonnummer",
    "030 23125###",
    "0151 $#######",
    "089/$######",
    "0221 $######",
    "0049 151 $#######",
)
telephone(
    "FRANCE_TELEPHONE_NUMBER",
    "fr",
    "portable|numéro de portable|ligne directe",
    "portable|numero_portable",
    "01 99 00 ## ##",
    "06 39 98 ## ##",
    "0639980###",
    "04.$1.##.##.##",
)
telephone(
    "ITALY_TELEPHONE_NUMBER",
    "it",
    "telefono|cellulare|recapito telefonico",
    "telefono|cellulare",
    "06 $#######",
    "347 $######",
    "02 $### ####",
)
telephone(
    "SPAIN_TELEPHONE_NUMBER",
    "es",
    "teléfono|móvil|tlf.|teléfono de contacto",
    "telefono|movil|telefono_contacto",
    "612 $## ###",
    "91 $## ## ##",
    "612$#####",
)
