"""The same kinds of values, called by words of other languages than those that Amazon Macie lists."""

from .americas import sin, ssn, us_licence
from .asia import pan
from .europe_south import codice_fiscale, dni, nie, spanish_social
from .europe_west import idnr, nino, nir
from .kinds import add, birth, digits
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


def spelt(language, words, columns, months, *forms):
    """The same with the month spelt, as a date has it."""
    months = months.split()

    def make(r):
        born = birth(r, 1930, 2012)
        return r.choice(forms).format(day=born.day, month=months[born.month - 1], year=born.year)

    add("BIRTH_DATE", make, words, columns, language, also="DATE_OF_BIRTH")


spelt(
    "ru",
    "дата рождения|родился|родилась|день рождения",
    "дата_рождения|дата рождения",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "{day} {month} {year}",
    "{day:02d} {month} {year}",
)
spelt(
    "uk",
    "дата народження|народився|народилася",
    "дата_народження|дата народження",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "{day} {month} {year}",
)
spelt(
    "el",
    "ημερομηνία γέννησης|ημ. γέννησης|γεννήθηκε",
    "ημερομηνία_γέννησης|ημερομηνία γέννησης",
    "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "{day} {month} {year}",
)


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
    "telefono|movil|num_telefono",
    "612 $## ###",
    "91 $## ## ##",
    "612$#####",
)


# Amazon Macie's own identifiers, by words that it does not list.
add("UK_NI_NUMBER", nino, "NI number|NI no|Nat. Ins. No.", "ni_number|niNumber|nat_ins_no", also="UK_NATIONAL_INSURANCE_NUMBER")
add("FRANCE_NIR_NUMBER", nir, "NIR|n° SS|numéro de sécu", "nir|num_secu|numero_ss", "fr", also="FRANCE_NATIONAL_IDENTIFICATION_NUMBER", confirm="fr.nir")
add("ITALY_FISCAL_CODE", codice_fiscale, "C.F.|CF:|Cod. Fisc.", "cf_cliente|cod_fisc|cod_fiscale", "it", also="ITALY_NATIONAL_IDENTIFICATION_NUMBER", confirm="it.codicefiscale")
add("SPAIN_NSS_NUMBER", spanish_social, "NSS|Nº SS|NAF|seguridad social", "nss|num_ss|num_seg_social", "es", also="SPAIN_SOCIAL_SECURITY_NUMBER")
add("SPAIN_IDENTITY_DOCUMENT_NUMBER", lambda r: r.choice([dni, nie])(r), "documento de identidad|documento|nº documento", "documento|num_documento|doc_identidad", "es", also="SPAIN_DNI_NUMBER|SPAIN_NIE_NUMBER|SPAIN_NIF_NUMBER")
add("GERMANY_IDNR", idnr, "IdNr.|Ident-Nr.|IdNr", "idnr|ident_nr|kunde_idnr", "de", also="GERMANY_TAX_IDENTIFICATION_NUMBER", confirm="de.idnr")
add("INDIA_PAN_NUMBER", pan, "PAN|Income Tax PAN", "pan|customer_pan", also="INDIA_PERMANENT_ACCOUNT_NUMBER", confirm="in_.pan")
add("CANADA_NAS_NUMBER", sin, "No NAS|assurance sociale", "no_nas|social_insurance", "fr", also="CANADA_SOCIAL_INSURANCE_NUMBER", confirm="ca.sin")
add("USA_SSN_NUMBER", ssn, "Soc. Sec. No.|Soc Sec|SS No", "soc_sec_num|socSecNo|ss_num", also="USA_SOCIAL_SECURITY_NUMBER", confirm="us.ssn")
add("USA_DRIVING_LICENSE_NUMBER", us_licence, "DL number|DL No.|driver lic", "dl_number|dl_no|driver_lic", also="DRIVERS_LICENSE")
add(
    "INTERNATIONAL_TELEPHONE_NUMBER",
    number("+41 44 6## ## ##", "+31 6 1#######", "+81 90 $### ####", "+48 50# ### ###", "+91 98### #####", "+86 139########"),
    "phone|Tel.|mobile|Telefon",
    "phone|mobile|telefon",
    needs_word=False,
)
add(
    "INTERNATIONAL_TELEPHONE_NUMBER",
    number("044 668 ## ##", "32 1# ## ##", "51# ### ###", "8 (495) 6##-##-##"),
    "phone|Tel.|mobile|Telefon",
    "phone|mobile|telefon",
    also="GERMANY_PHONE_NUMBER|GERMANY_TELEPHONE_NUMBER",
)


def statement(r):
    """A password that no sign assigns, in its statement or command."""
    password = r.choice(["Trolley", "garden", "Zaun", "k3Yb", "Winter"]) + r.choice("!#%@-") + digits(r, r.randrange(2, 6))
    form = r.choice(
        [
            "CREATE USER 'app'@'localhost' IDENTIFIED BY '{}';",
            "ALTER ROLE app WITH LOGIN PASSWORD '{}';",
            "machine ftp.example.com login anna password {}",
            "mysqldump -u root -p{} shop",
            "curl -u admin:{} https://api.example.com/v1",
            "sshpass -p '{}' ssh root@db",
            "redis-cli -h cache -a {} ping",
            "docker login -u ci -p '{}' registry.example.com",
            "net user anna {} /add",
            "$cred = ConvertTo-SecureString '{}' -AsPlainText -Force",
            "sqlcmd -S db -U sa -P '{}' -Q 'SELECT 1'",
            "az login --service-principal -u app -p '{}' --tenant t",
            "keytool -list -keystore k.jks -storepass '{}'",
            "htpasswd -bc .htpasswd anna '{}'",
            "RUN echo 'root:{}' | chpasswd",
            "echo '{}' | sudo -S apt update",
            "ldapsearch -x -D cn=admin -w '{}' -b dc=example",
            "rabbitmqctl add_user anna '{}'",
            "openssl enc -aes-256-cbc -k '{}' -in a -out b",
            "zip -P '{}' a.zip b",
            "PRAGMA key = '{}';",
        ]
    )
    return form.format(password)


add("COMMAND_PASSWORD", statement, needs_word=False, loose=True, block=True, also="PASSWORD")
