import type { Terms } from './terms.js';

/** The taxonomy and the sample calls in German. */
export const GERMAN_TERMS: Terms = {
  categories: {
    bank: {
      title: 'Falsche Bank oder Kartensperre',
      advice: 'Legen Sie auf. Rufen Sie die Nummer auf der Rückseite Ihrer Karte an.',
    },
    government: {
      title: 'Falsches Finanzamt, falsche Polizei oder Justiz',
      advice: 'Legen Sie auf. Keine Behörde verhaftet am Telefon oder nimmt Gutscheinkarten.',
    },
    'tech-support': {
      title: 'Falscher Computer-Kundendienst',
      advice: 'Legen Sie auf. Lassen Sie niemanden an Ihren Computer.',
    },
    refund: {
      title: 'Falsche Rückzahlung, Bestellung oder falsches Abo',
      advice: 'Legen Sie auf. Sehen Sie in Ihr eigenes Konto, nicht auf das, was der Anrufer sagt.',
    },
    prize: {
      title: 'Falscher Gewinn oder Zuschuss',
      advice: 'Legen Sie auf. Ein echter Gewinn kostet nichts.',
    },
    family: {
      title: 'Falscher Verwandter in Not',
      advice: 'Legen Sie auf. Rufen Sie Ihren Verwandten unter der Nummer an, die Sie kennen.',
    },
    investment: {
      title: 'Falsche Geldanlage oder Kryptowährung',
      advice: 'Legen Sie auf. Überweisen Sie nichts; sprechen Sie erst mit jemandem, dem Sie vertrauen.',
    },
    romance: {
      title: 'Liebesbetrug',
      advice:
        'Überweisen Sie nichts an jemanden, den Sie nie getroffen haben. Sprechen Sie mit jemandem, dem Sie vertrauen.',
    },
    'debt-loan': {
      title: 'Falsche Schuldenhilfe, falscher Kredit oder Zinssatz',
      advice: 'Legen Sie auf. Zahlen Sie nichts im Voraus.',
    },
    warranty: {
      title: 'Verkaufsmasche mit Garantie oder Versicherung',
      advice: 'Legen Sie auf. Nennen Sie keine Karten- oder Versicherungsnummer.',
    },
    utility: {
      title: 'Falsche Strom- oder Gassperre',
      advice: 'Legen Sie auf. Rufen Sie die Nummer auf Ihrer Rechnung an.',
    },
    delivery: {
      title: 'Falsches Paket oder falscher Zoll',
      advice: 'Legen Sie auf. Verfolgen Sie das Paket auf der Seite des Paketdienstes.',
    },
    job: {
      title: 'Falsche Stelle oder Wohnung',
      advice: 'Legen Sie auf. Ein echter Arbeitgeber verlangt kein Geld.',
    },
    charity: {
      title: 'Falsche Spendensammlung',
      advice: 'Legen Sie auf. Spenden Sie über die Seite der Organisation selbst.',
    },
    robocall: { title: 'Lockanruf vom Band', advice: 'Legen Sie auf. Drücken Sie keine Taste.' },
    other: {
      title: 'Wahrscheinlich Betrug',
      advice: 'Legen Sie auf. Sprechen Sie mit jemandem, dem Sie vertrauen, bevor Sie etwas tun.',
    },
  },
  signals: {
    'claims-authority': 'Gibt sich als Behörde aus',
    'claims-bank': 'Gibt sich als Bank oder Kartenfirma aus',
    'claims-tech-support': 'Gibt sich als Kundendienst aus',
    'claims-family': 'Gibt sich als Verwandter in Not aus',
    'press-key': 'Vom Band: Taste drücken, um jemanden zu sprechen',
    problem: 'Meldet aus dem Nichts ein Problem',
    prize: 'Verkündet einen Gewinn oder Zuschuss',
    refund: 'Bietet eine Rückzahlung oder meldet eine Überzahlung',
    'unordered-charge': 'Nennt einen Kauf, den niemand gemacht hat',
    'offer-too-good': 'Angebot aus dem Nichts: Schulden, Garantie, Versicherung',
    grooming: 'Schmeichelt sich ein, für Liebe oder Geldanlage',
    urgency: 'Drängt zur Eile',
    threat: 'Droht mit Verhaftung, Klage oder Sperre',
    'verification-refused': 'Redet das Nachprüfen aus',
    secrecy: 'Verlangt Verschwiegenheit oder gibt Antworten vor',
    'stay-on-line': 'Verbietet das Auflegen',
    'asks-code': 'Fragt nach einem Einmalcode',
    'asks-card': 'Fragt nach Karten- oder Kontonummern',
    'asks-pin': 'Fragt nach PIN oder Passwort',
    'asks-ssn': 'Fragt nach Sozialversicherungsnummer oder Ausweisdaten',
    'remote-access': 'Will an Computer oder Telefon',
    'gift-card': 'Will Gutscheinkarten',
    wire: 'Will eine Überweisung oder Sofortzahlung',
    crypto: 'Will Kryptowährung',
    'courier-cash': 'Schickt einen Boten oder will Bargeld',
    'safe-account': 'Will Geld auf ein „sicheres“ Konto bringen',
    'pay-fee': 'Verlangt zuerst eine Gebühr',
    'warns-against': 'Warnt davor, etwas preiszugeben, oder verweist an die richtige Nummer',
  },
  samples: {
    'scam-bank-safe-account':
      'Eine falsche Betrugsabteilung bringt die Ersparnisse einer Witwe auf ein „sicheres Konto“ und will dann den Code',
    'scam-crypto-investment':
      'Eine freundliche Stimme aus einem Chat macht Ersparnisse zu Bitcoin, auf einer Plattform, die nie verliert',
    'scam-family-courier-cash':
      'Ein „Enkel“ mit gebrochener Nase braucht Kaution in bar, ein Bote holt sie ab',
    'scam-government-gift-cards': 'Ein „Steuerfahnder“ tauscht einen Haftbefehl gegen Gutscheinkarten',
    'scam-parcel-customs-fee': 'Ein Paket „liegt beim Zoll“, und eine kleine Gebühr verlangt die ganze Karte',
    'scam-prize-processing-fee':
      'Eine fröhliche Gewinnspielstimme, ein Auto und eine Gebühr, um es freizugeben',
    'scam-refund-overpayment': 'Ein Sachbearbeiter „tippt eine Null zu viel“ und will die Differenz zurück',
    'scam-tech-support-remote-access':
      'Die „Windows-Sicherheit“ findet Hacker auf dem Computer zu Hause und will sich anmelden',
    'scam-utility-disconnection':
      '„In dreißig Minuten“ ist der Strom weg, wenn der Ladenbesitzer nicht auf ein privates Konto zahlt',
    'legit-bank-desk-warns-code':
      'Eine echte Betrugsabteilung prüft eine Zahlung und warnt davor, je einen Code zu nennen',
    'legit-clinic-appointment': 'Eine Praxis verlegt einen Termin und erinnert an die neuen Tabletten',
    'legit-daughter-loan-repaid':
      'Eine Tochter bittet ihren Vater um die achthundert Dollar, die er sich geliehen hat',
    'legit-debt-collector-letter':
      'Ein echtes Inkassobüro zu einer Krankenhausrechnung: erst ein Brief, keine Eile, Recht auf Widerspruch',
    'legit-delivery-door-code': 'Ein Fahrer kommt nicht ins Haus und braucht den Türcode',
    'legit-family-chat-sunday':
      'Zwei Schwestern reden über einen Geburtstag, den Garten, den Hund und einen Betrug in den Nachrichten',
    'legit-help-desk-ticket':
      'Die IT der Firma bearbeitet eine Meldung: Neustart, dann eine Sitzung mit dem eigenen Werkzeug der Firma',
  },
};
