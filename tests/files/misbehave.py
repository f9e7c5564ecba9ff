"""A child that behaves badly in the way named by its argument; run by tests of `scheduler.files.limited`."""

import os
import subprocess
import sys
import time

from scheduler.files.untrusted.__main__ import _limit

match sys.argv[1]:
    case "well":
        sys.stdout.write(f"{sys.stdin.read()}\nlast\n")
    case "sleeps":
        print("begun", flush=True)
        time.sleep(60)
    case "works":
        _limit(0, 2**30)
        while True:
            pass
    case "grows":
        _limit(9, 100 * 2**20)
        kept = bytearray(200 * 2**20)
    case "talks":
        while True:
            print("word" * 100)
    case "talks_in_one_line":
        while True:
            sys.stdout.write("word" * 100)
    case "writes":
        _limit(9, 2**30)
        with open(sys.argv[2], "wb") as file:
            file.write(b"x")
    case "crashes":
        os.abort()
    case "fails":
        sys.exit(3)
    case "leaves_a_child":
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        print(left.pid, flush=True)
