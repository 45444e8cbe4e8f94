"""The wall test: every address, every person, nobody sees or changes what is another's.

``world``: two tenants with the same cast, every text cell of every row a canary that names its owner. ``addresses``: Django's own
resolver, both hosts, and the objects behind each address. ``persons``: who asks, and whose rows each may see. ``door``: one request,
and what is wrong with its reply whoever asked. ``crawl``: which requests are made. ``attacks``, ``doors``, ``mailed``: what is tried
beside: foreign ids in own forms, forged hosts, links out of mails. ``mutants``: walls taken out one at a time,
to see that the crawl notices each.
"""
