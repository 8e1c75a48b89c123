"""Sensitive values that are made up, the same in each run: what is planted in the files."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A value, the identifier that must find it, and words to put before it in a sentence."""

    identifier: str
    text: str
    words: str


COLUMNS = ["entry", "ssn", "card_number", "email", "iban"]


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits + "0")):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return digits + str(-total % 10)


class Values:
    """Values for one file: no value stands in two places by chance."""

    def __init__(self, seed):
        self.random = random.Random(f"magpie formats {seed}")

    def digits(self, count):
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def ssn(self):
        # Areas, groups and numbers that the Social Security Administration gives.
        area = self.random.choice([number for number in range(100, 773) if number != 666])
        return Value(
            "USA_SOCIAL_SECURITY_NUMBER",
            f"{area}-{self.random.randrange(10, 99)}-{self.random.randrange(1001, 9989)}",
            "The SSN of the client is ",
        )

    def card(self, plain=False):
        number = luhn("4" + str(self.random.randrange(1, 9)) + self.digits(13))
        text = number if plain else " ".join(number[at : at + 4] for at in range(0, 16, 4))
        return Value("CREDIT_CARD_NUMBER", text, "Paid with credit card ")

    def email(self):
        word = self.random.choice(["desk", "counter", "archive", "office", "sales", "ticket"])
        text = f"{word}.{self.random.randrange(1000, 9999)}@example.org"
        return Value("EMAIL_ADDRESS", text, "Write to ")

    def iban(self):
        account = "3" + self.digits(7) + "5" + self.digits(9)
        # ISO 13616: DE and 00 go to the end as numbers (D is 13, E is 14), the rest of the division by 97 fills up to 98.
        check = 98 - int(account + "131400") % 97
        return Value("GERMANY_BANK_ACCOUNT_NUMBER", f"DE{check:02}{account}", "Transfer to IBAN ")

    def aws_secret(self):
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        text = "".join(self.random.choice(letters) for _ in range(38)) + "7k"
        return Value("AWS_CREDENTIALS", text, "aws_secret_access_key = ")

    def all(self):
        return [self.ssn(), self.card(), self.email(), self.iban(), self.aws_secret()]

    def row(self, number):
        """A row of a table with the columns of COLUMNS; the first cell is no value."""
        return [f"entry {number}", self.ssn(), self.card(plain=True), self.email(), self.iban()]
