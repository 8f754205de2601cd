"""The door for clients of Anthropic's Messages.

Each module has one part: requests (`message_request`), streams and whole replies
(`message_writer`), errors (`errors`).
"""
