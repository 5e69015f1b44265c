"""Which calls of the public transcripts training/text trains on. Its dev and test calls, spoken, are heard by the product
(`dev-heard`, `test-heard` there), and what an ear has learnt by heart it hears too well."""
import sys

from paths import HERE, SHARED

sys.path.append(str(HERE.parent / 'text'))               # behind our own: a name of ours stays ours
import sources  # noqa: E402
from splitting import part_of  # noqa: E402

TRANSCRIPTS = SHARED / 'transcripts'


def ordinary(id):
    """Of STAR, ICSI and MultiDoGO, by the id of a call."""
    return part_of(id) == 'train'


def bothbosu():
    """Indexes of the lines of its train part."""
    calls = [call for call in sources.bothbosu(TRANSCRIPTS / 'bothbosu') if call['id'].startswith('bothbosu-train-')]
    return {int(call['id'].rsplit('-', 1)[1]) for call in calls if call['split'] == 'train'}


def robocalls():
    """Ids; those of a campaign of which a recording is evaluated are not among them."""
    return {call['id'].removeprefix('ftc-') for call in sources.robocalls(TRANSCRIPTS / 'robocalls-ftc.csv') if call['split'] == 'train'}
