#!/usr/bin/env python3
"""Makes phones.txt: the numbering plans of the world. See README.md beside this file for the source and the format.

Only needed to make the file anew:

    pip install --no-deps --target SOURCES phonenumbers regex
    python3 make-phones.py SOURCES
"""

import itertools
import pathlib
import random
import re
import sys

sys.path.insert(0, sys.argv[1])

import phonenumbers
import regex
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

# Countries that have plans of their own in `detector/phone`.
OWN = {1, 33, 34, 39, 44, 49, 55}
KINDS = ("fixed_line", "mobile", "voip", "toll_free", "shared_cost", "uan", "personal_number")
# Fewer digits without country code are dialled rarely, and count something more often.
SHORTEST = 6
LONGEST = 12


def patterns(region):
    """The expressions that national numbers of the region match, with their lengths."""
    metadata = PhoneMetadata.metadata_for_region(region)
    for kind in KINDS:
        description = getattr(metadata, kind)
        if description and description.national_number_pattern:
            lengths = description.possible_length or metadata.general_desc.possible_length
            yield regex.compile(description.national_number_pattern), [n for n in lengths if SHORTEST <= n <= LONGEST]


def complete(pattern, number, length, r):
    """A number of this length that begins so; None if the dice lead nowhere."""
    while len(number) < length:
        following = [digit for digit in "0123456789" if pattern.fullmatch(number + digit, partial=True)]
        if not following:
            return None
        number += r.choice(following)
    return number if pattern.fullmatch(number) else None


def beginnings(region, r):
    """Of each length, the first three digits that numbers have, with one of them."""
    found = {}
    for pattern, lengths in patterns(region):
        possible = [first for first in range(1000) if pattern.fullmatch(f"{first:03}", partial=True)]
        for length, first in itertools.product(lengths, possible):
            numbers = found.setdefault(length, {})
            for _ in range(0 if first in numbers else 8):
                number = complete(pattern, f"{first:03}", length, r)
                if number:
                    numbers[first] = number
                    break
    return {length: numbers for length, numbers in found.items() if numbers}


def ranges(numbers):
    """`200-399,700`"""
    parts = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{first:03}" if first == last else f"{first:03}-{last:03}" for first, last in parts)


def is_common(groups):
    """Whether other numbers are written so more often: dates, versions, a status beside a size."""
    pair = len(groups) == 2 and sum(groups) == 8 and groups != (4, 4)
    return pair or groups in ((2, 2, 4), (4, 2, 2)) or groups[1] == 1


def ways(region, number):
    """How the number is written in its country: the trunk prefix, and how many digits each group has with it."""
    parsed = PhoneNumber(country_code=phonenumbers.country_code_for_region(region))
    stripped = number.lstrip("0")
    parsed.national_number = int(number)
    if len(stripped) < len(number):
        parsed.italian_leading_zero = True
        parsed.number_of_leading_zeros = len(number) - len(stripped)
    text = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    digits = re.sub(r"\D", "", text)
    trunk = digits[: len(digits) - len(number)]
    if digits == trunk + number and len(trunk) <= 2:
        groups = tuple(len(group) for group in re.findall(r"\d+", text))
        if 2 <= len(groups) <= 6 and sum(groups) >= 8 and not is_common(groups):
            yield trunk, groups
            # `(495) 123-45-67`
            if trunk and groups[0] == len(trunk) and len(groups) > 2 and not is_common(groups[1:]):
                yield "", groups[1:]


def main():
    r = random.Random(1)
    codes = {}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        code = phonenumbers.country_code_for_region(region)
        if code in OWN:
            continue
        plan, written = codes.setdefault(code, ({}, {}))
        for length, numbers in beginnings(region, r).items():
            plan.setdefault(length, set()).update(numbers)
            for number in numbers.values():
                for trunk, groups in ways(region, number):
                    written.setdefault(trunk, {}).setdefault(groups, 0)
                    written[trunk][groups] += 1
    lines = []
    for code, (plan, written) in sorted(codes.items(), key=lambda row: str(row[0])):
        lines.append(f"+{code}")
        lines += [f"{length} {ranges(numbers)}" for length, numbers in sorted(plan.items())]
        for trunk, groups in sorted(written.items()):
            # What few numbers are written like is an exception.
            usual = [way for way, count in groups.items() if count >= 5]
            if usual:
                lines.append(f"={trunk} " + " ".join("-".join(map(str, way)) for way in sorted(usual)))
    (pathlib.Path(__file__).parent / "phones.txt").write_text("\n".join(lines) + "\n")
    print(len(codes), "country codes,", len(lines), "lines")


if __name__ == "__main__":
    main()
