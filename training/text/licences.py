"""What gate and judge are trained on, as their cards list it."""

TRAINED_ON = [
    {"name": "the project's own generator (training/text)", "licence": "Apache-2.0"},
    {"name": "BothBosu multi-agent scam conversations", "licence": "Apache-2.0"},
    {"name": "US FTC robocall transcripts (Project Point of No Entry)", "licence": "public domain"},
    {"name": "STAR dialogues", "licence": "MIT"},
    {"name": "ICSI meeting corpus transcripts", "licence": "CC-BY-4.0"},
    {"name": "MultiDoGO customers' turns", "licence": "CDLA-Permissive-1.0"},
    {"name": "recognition errors, drawn: words that sound alike by the phones that espeak-ng writes for them", "licence": "output of a GPL-3.0 program"},
    {"name": "recognition errors, heard: the calls above spoken by flite and espeak-ng, as ears of this project took them down", "licence": "as the calls; flite's voices permissive, espeak-ng as above"},
]
