"""Servers of others that are measured when asked for; scripts/peers.py installs them."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.processes import BenchFailed
from bench.servers import Launch, Server, Site

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "bench" / "peers"
INSTALLED = ROOT / ".cache" / "peers"
_LITELLM_BIN = INSTALLED / "litellm" / "bin" / "litellm"
_AI_SDK_FOLDER = INSTALLED / "ai-sdk"


def _litellm(site: Site) -> Launch:
    if not _LITELLM_BIN.exists():
        raise BenchFailed("LiteLLM is not installed: make bench PEERS=all")
    options = ["--config", str(SOURCES / "litellm.yaml"), "--host", "127.0.0.1"]
    argv = [str(_LITELLM_BIN), *options, "--port", str(site.port), "--num_workers", "1"]
    env = {
        "UPSTREAM": site.upstream_url,
        "LITELLM_LOG": "ERROR",
        # Its list of prices would be fetched from the network otherwise.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        # Nobody is asked for a key by the others either, and it listens on this machine alone.
        "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true",
    }
    return Launch(argv, env)


def _ai_sdk(site: Site) -> Launch:
    node = shutil.which("node")
    if node is None or not (_AI_SDK_FOLDER / "node_modules").exists():
        raise BenchFailed("The AI SDK is not installed: make bench PEERS=all")
    env = {"UPSTREAM": site.upstream_url, "PORT": str(site.port), "NODE_ENV": "production"}
    return Launch([node, str(_AI_SDK_FOLDER / "server.mjs")], env)


LITELLM = Server("litellm", "LiteLLM proxy", "Completion", _litellm, "/health/liveliness")
AI_SDK = Server("ai-sdk", "Vercel AI SDK on Node", "Chat", _ai_sdk, "/")
PEERS = (LITELLM, AI_SDK)
