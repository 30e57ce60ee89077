"""Companies alone, up to a number, into a database of the benchmark; run once for each database."""

import json
import random
import sys

FIRST_ID = 1_000_000  # past the keys of seed_demo
BLOCK = 5_000
SAMPLE = 6


def main(many: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from chains.models import Company
    from gaoxin_crm.demo.bulk import unindexed, write

    taken = set(Company.objects.values_list("name_key", flat=True))
    with transaction.atomic(), unindexed([Company]):
        rows = []
        for company in made(many - len(taken), taken):
            rows.append(company)
            if len(rows) == BLOCK:
                write(Company, rows)
                rows = []
        write(Company, rows)
    step = many // SAMPLE // 2
    ids = [FIRST_ID + step * number for number in range(1, SAMPLE + 1)]
    names = Company.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True)
    json.dump({"companies": Company.objects.count(), "sample": list(names)}, sys.stdout)


def made(missing: int, taken: set[str]):
    """So many companies with the names of the demo, each with a name that nobody has."""
    from django.utils import timezone

    from chains.matching import company_keys
    from chains.models import Company
    from gaoxin_crm.demo.companies import CHAINS, CITIES, Names, credit_code, full_name

    rng, at = random.Random(7), timezone.now()
    names = Names(rng)
    number = 0
    while missing:
        brand, industry = names.next(CHAINS.pick(rng))
        province, city = rng.choice(CITIES)
        name = full_name(rng, brand, industry, city.removesuffix("市"))
        keys = company_keys(name)
        if keys["name_key"] in taken:
            continue
        taken.add(keys["name_key"])
        yield Company(
            id=FIRST_ID + number,
            name=name,
            **keys,
            uscc=credit_code(FIRST_ID + number) if rng.random() < 0.8 else None,
            province=province,
            city=city,
            created_at=at,
            updated_at=at,
        )
        number, missing = number + 1, missing - 1


if __name__ == "__main__":
    main(int(sys.argv[1]))
