"""Word and character error rates."""


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def error_rates(references, heard):
    """(WER, CER) in percent over all texts together."""
    words = sum(edits(r.split(), h.split()) for r, h in zip(references, heard))
    characters = sum(edits(r, h) for r, h in zip(references, heard))
    return 100 * words / sum(len(r.split()) for r in references), 100 * characters / sum(map(len, references))
