"""Drives WebKit by Selenium: `python webkit.py DRIVER JOURNEY ADDRESS…` prints a line of JSON for each page."""

import json
import sys
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

driver, journey, *addresses = sys.argv[1:]
options = Options()
options.binary_location = next(
    str(path) for path in sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")) if path.is_file()
)
options.add_argument("--automation")
browser = webdriver.WebKitGTK(options=options, service=Service(executable_path=driver))
browser.set_script_timeout(240)  # Python takes a quarter of a minute to start in WebKit, and more on a busy machine
ending = "const done = arguments[arguments.length - 1];"
code = f"{ending} {Path(journey).read_text().rstrip()}.then(done, (error) => done({{ error: String(error) }}));"
for address in addresses:
    browser.get(address)
    print(json.dumps({"address": address, **browser.execute_async_script(code)}), flush=True)
browser.quit()
