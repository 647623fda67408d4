"""The contract of all channels, for e-mail: with a real Postfix and a real Dovecot."""

from tests.channels.contract.test_contract import *  # noqa: F403
