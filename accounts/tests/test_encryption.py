import pytest
from cryptography.fernet import InvalidToken

from accounts.encryption import get_cipher


def test_what_is_encrypted_for_one_purpose_cannot_be_read_for_another():
    token = get_cipher("mail").encrypt(b"https://a.example/")
    assert get_cipher("mail").decrypt(token) == b"https://a.example/"
    with pytest.raises(InvalidToken):
        get_cipher("codes").decrypt(token)


def test_a_former_key_reads_on_and_a_removed_one_does_not(settings):
    token = get_cipher("mail").encrypt(b"M\xe1")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "b" * 50, [settings.SECRET_KEY]
    assert get_cipher("mail").decrypt(token) == b"M\xe1"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        get_cipher("mail").decrypt(token)
