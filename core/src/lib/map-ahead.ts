/**
 * Maps items in their order, with the next few under way meanwhile. Whoever stops asking begins no more of them; an
 * error comes in its turn.
 */
export async function* mapAhead<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const under: Promise<Result>[] = []
  const begin = (item: Item): void => {
    const result = map(item)
    // Nobody may wait for it any more when it fails.
    result.catch(() => {})
    under.push(result)
  }
  for (const item of items) {
    begin(item)
    const first = under.length < ahead ? undefined : under.shift()
    if (first !== undefined) yield await first
  }
  for (const result of under) yield await result
}
