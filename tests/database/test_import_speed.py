"""Ten thousand rows through the whole command, in a process of its own: memory is measured there."""

import json
import os
import random
import subprocess
import sys

from django.conf import settings

from tests.sheets import HEADS, line, xlsx

FIRST = "晨远盛嘉华鼎瑞博科海宏信安达恒泰星辰东方新正大明德福康宁和顺"
TRADES = ["传感科技", "智能装备", "新材料", "机器人", "软件技术", "光电"]
MAX_KB = 250 * 1024


def rows(number):
    """Fictional rows; every fifth or so is about a company named before."""
    dice = random.Random(7)
    names = []
    for index in range(number):
        if not names or dice.random() > 0.2:
            names.append("".join(dice.sample(FIRST, 3)) + dice.choice(TRADES) + "有限公司")
        name = names[-1] if dice.random() > 0.2 else dice.choice(names)
        yield line(
            name,
            chain=dice.choice(["传感器", "机器人", "待定"]),
            contact=dice.choice("王李张刘") + "经理",
            phone=f"1990000{index % 10000:04d}",
            date=f"2025.{dice.randrange(1, 13)}.{dice.randrange(1, 28)}",
            money=dice.choice([500, "1.2亿元", "3,000"]),
            remark=dice.choice(["", "意向较强"]),
        )


# A process counts the memory of the one it was forked from as its own until it starts its program, and
# the tests are large: so a small one starts the command, and says what it used.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"seconds": used.ru_utime, "kb": used.ru_maxrss, "answer": json.loads(done.stdout)}))
"""


def manage(folder, *args, through=()):
    env = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DEBUG": "0",
    }
    command = [*through, sys.executable, str(settings.BASE_DIR / "manage.py"), *args]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_ten_thousand_rows_stay_within_the_memory(tmp_path):
    path = xlsx(tmp_path / "一万行.xlsx", rows(10_000), heads=HEADS)
    manage(tmp_path, "migrate", "-v0")
    manage(tmp_path, "seed_demo", "--leads", "0")

    measure = [sys.executable, "-c", MEASURE]
    used = json.loads(manage(tmp_path, "import_leads", str(path), "--by", "staff", "--json", through=measure))

    found = used["answer"]
    print(f"{used['seconds']:.1f} s of processor, {used['kb'] // 1024} MB at most")
    assert found["data_rows"] == found["leads_created"] + found["follow_ups_added"] == 10_000
    assert used["kb"] < MAX_KB
    assert used["seconds"] < 25
