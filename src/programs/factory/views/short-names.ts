/**
 * Names without the words that they all begin with: "order-01", "order-02" are "01", "02". Names of one letter or
 * number, and names that would become equal or empty, stay as they are.
 */
export function shortNames(names: readonly string[]): Map<string, string> {
  const [first = ""] = names;
  let common = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, common))) common--;
  // A number must not be cut in two.
  while (common > 0 && /[\p{L}\d]/u.test(first[common - 1]) && /\d/.test(first[common - 1])) common--;
  const cut = /[^\p{L}\d]$/u.test(first.slice(0, common)) || allGoOnWithDigits(names, common) ? common : 0;
  return new Map(names.map((name) => [name, name.length > cut && cut > 1 ? name.slice(cut) : name]));
}

/** "J1" and "J12": the letter belongs to the name; "order1" and "order12": the word does not. */
function allGoOnWithDigits(names: readonly string[], at: number): boolean {
  return at > 2 && names.every((name) => /^\d/.test(name.slice(at)));
}
