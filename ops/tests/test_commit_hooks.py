from ops.commit_hooks import run_after_commit


def fail(word):
    raise ValueError(word)


def test_what_fails_after_a_commit_is_logged_and_keeps_nothing_else_from_being_done(
    db, django_capture_on_commit_callbacks, caplog
):
    done = []
    with django_capture_on_commit_callbacks(execute=True):
        run_after_commit(fail, "đầy đĩa")
        run_after_commit(done.append, "mưa")
    assert done == ["mưa"]
    assert "fail" in caplog.text and "đầy đĩa" in caplog.text
