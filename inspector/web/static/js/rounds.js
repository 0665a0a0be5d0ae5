// Work in rounds, one at a time: who asks during one is answered by another after it. No moment lies between the last
// look at `asked` and the next caller's own run. `after` gets what the last round resolved to.
export function inRounds(round, after = () => {}) {
  let asked = false;
  let running = null;

  async function run() {
    let last;
    try {
      while (asked) {
        asked = false;
        last = await round();
      }
    } finally {
      running = null;
    }
    after(last);
  }

  return () => {
    asked = true;
    running ??= run();
    return running;
  };
}
