"""llm: the command with a model from its file, and the library with usage."""

# in: newest
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from must_read import MODEL, QUESTION, URL, must_read

home = Path(tempfile.mkdtemp())
os.environ["LLM_USER_PATH"] = str(home)
listed = f"- model_id: yeoul\n  model_name: {MODEL}\n  api_base: {URL}/v1\n"
Path(home, "extra-openai-models.yaml").write_text(listed)

command = [sys.executable, "-m", "llm", "-m", "yeoul", "--key", "any", QUESTION]
printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout

import llm

response = llm.get_model("yeoul").prompt(QUESTION, key="any")
text = "".join(response)
usage = response.usage()
for read in (printed.removesuffix("\n"), text):
    must_read(read, True, [usage.input, usage.output])
