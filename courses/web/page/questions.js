// Words about questions: links to them, and how many there are.

import { element } from "../../../hub/web/page/dom.js";

/** Write “câu 2, câu 5” as links to these questions. */
export function questionLinks(ids) {
  const links = ids.map((id) => {
    const link = element("a", "", "câu " + id.slice(1));
    link.href = "#cau-" + id.slice(1);
    return link;
  });
  return links.flatMap((link, index) => (index ? [", ", link] : [link]));
}

/** Count the questions among waiting answers: one question may wait with several. */
export function questionsOf(rows) {
  return new Set(rows.map((row) => [row.lesson, row.version, row.question].join("|"))).size;
}
