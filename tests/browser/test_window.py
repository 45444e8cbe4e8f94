"""The window itself notices what it is there to notice."""


def test_a_script_error_and_a_refused_inline_script_are_noticed(browser_page):
    browser_page.goto("/healthz")
    browser_page.page.evaluate("console.error('noticed')")
    assert browser_page.unexpected == ["console: noticed"]
    browser_page.expect_problem("noticed")
    assert browser_page.unexpected == []
