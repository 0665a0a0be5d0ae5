// The results of one form as the device works them out from its definition: the same as the server's.
//
// assess(definition, cells) -> {
//   items: {id: {state, hidden, low, high, trouble, note}}   shares in millionths; trouble "" or a code of
//     definition.words.trouble, the last two with what they speak of: "fact:NAME", "setting:NAME";
//     note: words are asked for and missing
//   progress: {section: [done, whole]}
//   score: {low, high, coverage, grade}   points in millionths, null when nothing counts
// }
// `cells` are canonical texts by address; null while the engine cannot judge.
export function assess(_definition, _cells) {
  return null;
}
