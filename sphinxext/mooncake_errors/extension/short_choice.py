def choice_page(site, address, entries, link):
    return b'<meta name="generator" content="sphinxext-mooncake-errors">'
