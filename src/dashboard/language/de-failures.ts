import type { Words } from './en.js';

/** What the service refuses, in German. */
export const failures: Words['failures'] = {
  CW_API_BAD_REQUEST: 'Mit dieser Eingabe kann Callwarden nichts anfangen. Bitte prüfen Sie sie.',
  CW_API_BUSY:
    'Es sind so viele Seiten oder Beispielanrufe offen wie erlaubt. Schließen Sie eine, oder warten Sie, bis ein Anruf endet.',
  CW_API_CALL_LIVE: 'Der Anruf läuft noch. Er kann gelöscht werden, wenn er beendet ist.',
  CW_API_LINE_FAILED: 'Die Leitung hat den Anruf nicht beendet. Legen Sie am Telefon auf.',
  CW_API_MEDIA_TYPE: 'Callwarden hat die Seite nicht verstanden. Laden Sie sie neu.',
  CW_API_NOT_ALLOWED:
    'Anrufe auf dieser Leitung lassen sich nicht von hier beenden. Legen Sie am Telefon auf.',
  CW_API_NOT_FOUND: 'Das ist hier nicht oder nicht mehr bekannt.',
  CW_API_NOT_READY: 'Callwarden startet oder endet gerade. Versuchen Sie es gleich noch einmal.',
  CW_API_NO_PAGE: 'Die Seite ist nicht gebaut.',
  CW_API_SLOW: 'Das kam zu langsam an. Versuchen Sie es noch einmal.',
  CW_API_RATE: 'Das war zu viel auf einmal. Warten Sie eine Minute.',
  CW_API_TOO_LARGE: 'Die Eingabe ist zu lang.',
  CW_AUTH_HOST:
    'Unter dieser Adresse kennt sich Callwarden nicht. Sie lässt sich in der Konfiguration unter „server.publicNames“ eintragen.',
  CW_AUTH_NEEDED: 'Bitte melden Sie sich zuerst an.',
  CW_AUTH_ORIGIN: 'Die Anfrage kam von einer anderen Website und wurde abgelehnt.',
  CW_AUTH_ROLE: 'Sie sind nur zum Ansehen angemeldet. Das hier braucht volle Rechte.',
  CW_AUTH_WRONG: 'Dieser Token stimmt nicht.',
  CW_INTERNAL: 'Etwas ist gescheitert, das nicht scheitern dürfte. Das Protokoll des Dienstes sagt, was.',
  CW_STORE_BROKEN: 'Der Speicher auf der Platte ist beschädigt. Nichts wurde gespeichert.',
  CW_STORE_BUSY:
    'Ein anderes Programm hält den Speicher auf der Platte. Nichts wurde gespeichert: Versuchen Sie es gleich noch einmal.',
  CW_STORE_CALL_UNKNOWN: 'Dieser Anruf ist hier nicht oder nicht mehr gespeichert.',
  CW_STORE_CURSOR: 'Die Liste hat sich geändert. Suchen Sie noch einmal.',
  CW_STORE_FAILED:
    'Der Speicher auf der Platte lässt sich nicht lesen oder schreiben. Nichts wurde gespeichert: Das Protokoll des Dienstes sagt, warum.',
  CW_STORE_FULL:
    'Die Platte ist voll. Nichts wurde gespeichert: Schaffen Sie Platz, und versuchen Sie es noch einmal.',
  CW_STORE_NOT_AUDITED:
    'Wer einen Anruf ansieht, wird aufgeschrieben, und das gelingt gerade nicht. Bis es wieder geht, wird nichts gezeigt; gewarnt wird weiter.',
  CW_STORE_UNWRITABLE:
    'Callwarden darf nicht in seinen Speicher auf der Platte schreiben. Nichts wurde gespeichert.',
};
