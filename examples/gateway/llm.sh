#!/bin/sh
# The command llm with a model of Yeoul: it is told once, by a file in llm's own folder.
set -eu
url=${YEOUL_URL:-http://127.0.0.1:8000}
LLM_USER_PATH=$(mktemp -d) && export LLM_USER_PATH # yours is where `llm logs path` says

cat > "$LLM_USER_PATH/extra-openai-models.yaml" << END
- model_id: yeoul
  model_name: ${YEOUL_MODEL:-scripted:river@50}
  api_base: $url/v1
END

llm -m yeoul --key "${YEOUL_TOKEN:-any}" "${1:-What is a ford?}"
