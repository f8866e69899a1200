"""Says of each line, a pattern and a text in hexadecimal, whether the pattern is found in the text."""

import re
import sys

for line in sys.stdin:
    pattern, text = (bytes.fromhex(part).decode() for part in line.rstrip("\n").split(" "))
    print(str(re.search(pattern, text) is not None).lower())
