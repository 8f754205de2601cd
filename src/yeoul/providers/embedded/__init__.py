"""The model inside: llama.cpp in this process, from a file."""
