/**
 * A telephone number as it is compared: `+44 20 7946-0958`, `0044 20 79460958` and `tel:+442079460958` are the same. What has
 * no digits (a SIP name) is compared without letter case.
 */
export function numberKey(number: string): string {
  const bare = number.trim().replace(/^(tel|sips?):/i, '');
  const digits = bare.replace(/@.*$/, '').replace(/[\s().\-/]/g, '');
  if (!/^\+?\d+$/.test(digits)) return bare.toLowerCase();
  return digits.replace(/^00/, '+');
}
