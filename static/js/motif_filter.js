// Picking a motif by typing a part of its name, its siglum or its key.

const plain = (words) =>
  words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

/** Return the motifs that what was typed can mean, those whose words begin so first. */
export function matching(motifs, typed) {
  const wanted = plain(typed.trim());
  if (!wanted) return motifs;
  const rank = ({ name, sigla, key }) => {
    const named = plain(name);
    if (plain(sigla) === wanted || plain(key) === wanted) return 0;
    if (named.startsWith(wanted)) return 1;
    if (named.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 2;
    return `${named} ${plain(key)}`.includes(wanted) ? 3 : 4;
  };
  return motifs
    .map((motif) => ({ motif, rank: rank(motif) }))
    .filter((found) => found.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.motif);
}
