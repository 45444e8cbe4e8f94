"""The page on which somebody links a customer: its addresses, and its one answer to every failure."""

PAGE = "/accounts/link/"
LOGATEC = f"{PAGE}?utility=logatec"
REFUSED = "Podatki se ne ujemajo ali pa je bilo poskusov preveč. Primerjajte jih z zadnjim računom ali nas prosite za pomoč."
