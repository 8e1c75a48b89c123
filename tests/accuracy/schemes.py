"""Check digits, written from the standards that define them."""

import hashlib

DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALNUM = DIGITS + UPPER
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def weighted(body, weights):
    """The sum of the digits times the weights."""
    return sum(int(digit) * weight for digit, weight in zip(body, weights))


def luhn(body):
    """The digit that ISO/IEC 7812-1 annex B appends to a body of digits."""
    total = 0
    for index, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def ean(body):
    """The digit that GS1 appends: weights 3 and 1 from the right."""
    return str(-sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body))) % 10)


def letters_as_numbers(text):
    """A is 10 ... Z is 35."""
    return "".join(str(ALNUM.index(character)) for character in text)


def iban(country, bban):
    """ISO 13616: check digits by ISO 7064 MOD 97-10."""
    rest = int(letters_as_numbers(bban + country + "00")) % 97
    return f"{country}{98 - rest:02d}{bban}"


def mod_11_10(body):
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in body:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def mod_11_2(body):
    """ISO 7064 MOD 11-2, X for ten."""
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


# What a character counts in an odd place, in the order of ALNUM: Italy's decree of 12 March 1974 on the codice fiscale.
ITALY_ODD = dict(
    zip(
        ALNUM,
        map(int, "1 0 5 7 9 13 15 17 19 21 1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23".split()),
    )
)


def italy_letter(body):
    """The control letter of a codice fiscale, and of an Italian account number."""
    even = {character: int(character) if character.isdigit() else UPPER.index(character) for character in ALNUM}
    return UPPER[sum((even if index % 2 else ITALY_ODD)[character] for index, character in enumerate(body)) % 26]


def verhoeff(body):
    """J. Verhoeff, Error Detecting Decimal Codes, 1969: the dihedral group of order ten."""

    def multiply(a, b):
        if a < 5 and b < 5:
            return (a + b) % 5
        if a < 5:
            return (a + b - 5) % 5 + 5
        if b < 5:
            return (a - 5 - b) % 5 + 5
        return (a - b) % 5

    first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    permutations = [list(range(10))]
    for _ in range(7):
        permutations.append([first[value] for value in permutations[-1]])
    total = 0
    for index, digit in enumerate(reversed(body)):
        total = multiply(total, permutations[(index + 1) % 8][int(digit)])
    return str(next(digit for digit in range(10) if multiply(total, digit) == 0))


def mrz(text):
    """ICAO 9303: weights 7, 3, 1."""
    return str(sum(ALNUM.index(character) * (7, 3, 1)[index % 3] for index, character in enumerate(text)) % 10)


def base58(data, alphabet=BASE58):
    """Base58 as Bitcoin writes it, or with another alphabet."""
    number = int.from_bytes(data, "big")
    text = ""
    while number:
        number, rest = divmod(number, 58)
        text = alphabet[rest] + text
    return alphabet[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def base58check(data, alphabet=BASE58):
    """Base58 with the first four bytes of a double SHA-256 at the end."""
    return base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4], alphabet)


def bech32(prefix, version, program):
    """BIP 173 (version 0) and BIP 350 (later ones): a segregated witness address; without version, data of BIP 173."""

    def polymod(values):
        check = 1
        for value in values:
            top = check >> 25
            check = (check & 0x1FFFFFF) << 5 ^ value
            for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                check ^= generator if top >> bit & 1 else 0
        return check

    bits = "".join(f"{byte:08b}" for byte in program)
    bits += "0" * (-len(bits) % 5)
    data = [] if version is None else [version]
    data += [int(bits[index : index + 5], 2) for index in range(0, len(bits), 5)]
    expanded = [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]
    check = polymod(expanded + data + [0] * 6) ^ (0x2BC830A3 if version else 1)
    data += [check >> 5 * (5 - index) & 31 for index in range(6)]
    return prefix + "1" + "".join(BECH32[value] for value in data)


def keccak_256(data):
    """Keccak with the padding of Ethereum (0x01), which hashlib does not have: for EIP-55."""
    rounds, state = [], [[0] * 5 for _ in range(5)]
    register = 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        rounds.append(constant)

    def rotate(value, count):
        count %= 64
        return (value << count | value >> 64 - count) & (1 << 64) - 1

    padded = bytearray(data + b"\x01" + b"\0" * (-(len(data) + 1) % 136))
    padded[-1] |= 0x80
    for start in range(0, len(padded), 136):
        for lane in range(17):
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
        for constant in rounds:
            columns = [column[0] ^ column[1] ^ column[2] ^ column[3] ^ column[4] for column in state]
            for x in range(5):
                effect = columns[x - 1] ^ rotate(columns[(x + 1) % 5], 1)
                state[x] = [lane ^ effect for lane in state[x]]
            x, y, current = 1, 0, state[1][0]
            for step in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, state[x][y] = state[x][y], rotate(current, (step + 1) * (step + 2) // 2)
            for y in range(5):
                row = [state[x][y] for x in range(5)]
                for x in range(5):
                    state[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
            state[0][0] ^= constant
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))
