"""Written English to what is said: numbers, money, times and abbreviations as words, lower case.

`say(text)` gives pairs (how a synthesiser should read it, how the ear should write it): "IRS" is read "eye are ess"
letter by letter and written "irs". None when the text holds something that cannot be read with certainty.
"""
import random
import re

ONES = ('zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen '
        'eighteen nineteen').split()
TENS = 'x x twenty thirty forty fifty sixty seventy eighty ninety'.split()
ORDINALS = {'one': 'first', 'two': 'second', 'three': 'third', 'five': 'fifth', 'eight': 'eighth', 'nine': 'ninth', 'twelve': 'twelfth'}
MONEY = {'$': ('dollar', 'cent'), '£': ('pound', 'pence'), '€': ('euro', 'cent'), '₹': ('rupee', 'paise')}
SPELLED = set('IRS FBI SSN ATM OTP CVV ID USA UK AI SMS FTC DEA CIA HDFC SBI ICICI KYC UPI CBI TV PC VPN DMV DHL UPS BMW CD DVD '
              'GPS HR HMRC NHS IP HP IBM PO QR AC AOL ABC NBC CBS PBS LA NY TX DC MPG VCR TI RV CPU UN GE CEO CFO SUV BBB FDA USPS '
              'SSA PM NYC JFK LLC CPF MAS NRIC DBS OCBC CVS HSBC'.split())
LETTERS = {'a': 'ay', 'e': 'ee', 'i': 'eye', 'o': 'oh', 'u': 'you', 'r': 'are', 'w': 'double you', 'h': 'aitch', 'y': 'why'}
TITLES = {'Mr': 'mister', 'Mrs': 'missus', 'Ms': 'miss', 'Dr': 'doctor', 'St': 'street'}
LONGEST_WORD = 16


def cardinal(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (' ' + ONES[n % 10] if n % 10 else '')
    if n < 1000:
        return ONES[n // 100] + ' hundred' + (' ' + cardinal(n % 100) if n % 100 else '')
    for value, name in ((10 ** 9, 'billion'), (10 ** 6, 'million'), (1000, 'thousand')):
        if n >= value:
            return cardinal(n // value) + ' ' + name + (' ' + cardinal(n % value) if n % value else '')


def ordinal(n):
    words = cardinal(n).split()
    last = words[-1]
    words[-1] = ORDINALS.get(last) or (last[:-1] + 'ieth' if last.endswith('y') else last + 'th')
    return ' '.join(words)


def one_by_one(text):
    return ' '.join(random.choice(['zero', 'zero', 'oh']) if c == '0' else ONES[int(c)] for c in text if c.isdigit())


def year(n):
    if 2000 <= n < 2010 or not 1100 <= n < 2100:
        return cardinal(n)
    rest = 'hundred' if n % 100 == 0 else 'oh ' + ONES[n % 100] if n % 100 < 10 else cardinal(n % 100)
    return cardinal(n // 100) + ' ' + rest


def integer(text):
    """Long or zero-led numbers are read digit by digit, likely years as years, the rest as a number."""
    bare = text.replace(',', '')
    if ',' in text:
        return cardinal(int(bare)) if len(bare) < 13 else one_by_one(bare)
    if (bare.startswith('0') and len(bare) > 1) or len(bare) > 4:
        return one_by_one(bare)
    n = int(bare)
    if len(bare) == 4 and 1900 <= n < 2035:
        return year(n)
    return one_by_one(bare) if len(bare) == 4 and random.random() < .6 else cardinal(n)


def amount(m):
    unit, small = MONEY[m[1]]
    whole, scale = m[2].replace(',', ''), (m[4] or '').strip()
    if len(whole) > 12:
        return one_by_one(whole)
    scale = {'k': 'thousand', 'm': 'million'}.get(scale.lower(), scale)
    said = cardinal(int(whole)) + (' ' + scale if scale else '') + ' ' + unit + ('' if whole == '1' and not scale else 's')
    if m[3] and m[3] != '.00':
        said += ' ' + cardinal(int(m[3][1:])) + ' ' + small + ('' if small in ('pence', 'paise') else 's')
    return said


def clock(m):
    hour, minute, half = int(m[1]) % 24, int(m[2] or 0), m[3]
    said = cardinal(hour)
    if 0 < minute < 10:
        said += ' oh ' + ONES[minute]
    elif minute:
        said += ' ' + cardinal(minute)
    elif not half:
        said += " o'clock"
    return said + (f' {half.upper()}M' if half else '')


def numbers(t):
    """Every figure in the text as words; the order of the rules matters (times before money before bare numbers)."""
    t = re.sub(r'(\d{1,2})(?::(\d{2}))?\s*([ap])\.?\s?m\b\.?', clock, t, flags=re.I)
    t = re.sub(r'(\d{1,2}):(\d{2})()\b', clock, t)
    t = re.sub(r'([$£€₹])\s?(\d[\d,]*)(\.\d\d)?(\s?(?:million|billion|thousand|hundred|[kKmM]\b))?', amount, t)
    t = re.sub(r'(\d+)\.(\d+)\s?%', lambda m: integer(m[1]) + ' point ' + one_by_one(m[2]) + ' percent', t)
    t = re.sub(r'(\d[\d,]*)\s?%', lambda m: integer(m[1].rstrip(',')) + ' percent', t)
    t = re.sub(r'\b(\d{1,4})(st|nd|rd|th)\b', lambda m: ordinal(int(m[1])), t)
    t = re.sub(r'\b(\d{4})s\b', lambda m: year(int(m[1])) + 's', t)
    t = re.sub(r'\+?\d[\d\-.() ]{6,}\d', lambda m: one_by_one(m[0]), t)
    t = re.sub(r'(\d+)\.(\d+)', lambda m: integer(m[1]) + ' point ' + one_by_one(m[2]), t)
    return re.sub(r'\d[\d,]*\d|\d', lambda m: ' ' + integer(m[0]) + ' ', t)


def say(t):
    for old, new in (('’', "'"), ('‘', "'"), ('“', ''), ('”', ''), ('—', ' '), ('–', ' '), ('&', ' and ')):
        t = t.replace(old, new)
    if re.search(r'[^\x00-\x7f£€₹]', t):
        return None
    t = re.sub(r'(\w)\.(com|org|net|gov)\b', r'\1 dot \2', t)
    t = re.sub(r'\b(Mr|Mrs|Ms|Dr|St)\.', lambda m: TITLES[m[1]], t)
    t = re.sub(r'\b(mr|mrs|dr)\b\.?', lambda m: TITLES[m[1].capitalize()], t, flags=re.I)     # as many write them
    t = re.sub(r'\b([A-Z])\.(?=[A-Z]\.)', r'\1', t)
    try:
        t = numbers(t).replace('#', ' number ').replace('%', ' percent ')
    except (ValueError, IndexError, TypeError):        # a figure too odd to be read aloud
        return None
    pairs = []
    for w in re.findall(r"[A-Za-z']+", t):
        w = w.strip("'")
        if w:
            letter_by_letter = w in SPELLED or w == 'AM'
            pairs.append((' '.join(LETTERS.get(c, c) for c in w.lower()) if letter_by_letter else w.lower(), w.lower()))
    if not pairs or any(len(w) > LONGEST_WORD for _, w in pairs):
        return None
    return pairs
