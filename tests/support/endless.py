"""A process that says what it is told to say, and then never ends by itself."""

from __future__ import annotations

import json
import sys
import threading

if __name__ == "__main__":
    for said in json.load(sys.stdin):
        print(json.dumps(said), flush=True)
    threading.Event().wait()
