"""An OpenAI-compatible service: asked over HTTP, its answer read as it arrives.

Bytes become pieces in one direction, on the event loop's thread, in the callback that delivers
them: ``connection`` (HTTP/1.1), ``answer`` (its end), ``stream`` (events and JSON),
``chat_chunks``.

The connection is our own because every token comes over it. It does less than a general HTTP
client:

- HTTP/1.1 only. Without HTTP/2, each growing answer needs its own TCP connection, and over https a
  TLS handshake.
- TLS trusts the system's certificate authorities, or those of ``SSL_CERT_FILE`` or ``SSL_CERT_DIR``
  in their place. For a service on this machine itself the environment is not read, so no other
  authorities can be named. There are no client certificates.
- A request is written at once, and does not wait for the service to read it: a question has a few
  megabytes at most.
- No proxies, neither HTTP nor SOCKS. Where the environment or the system names any proxy, all
  requests to other machines go over the HTTP client's own connections, through the proxy or past
  it, and their bodies are read through its layers (``body``). So is a body with a content encoding.
"""
