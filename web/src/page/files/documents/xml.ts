/**
 * XML as it is read from its beginning to its end: the parser of the browser is out of reach here, as
 * the page's policy takes what it parses for HTML. For documents that were written by a program: no
 * DTD, and no entities but those that XML has.
 */

export type XmlToken =
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: string;
      readonly closed: boolean;
    }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

const PIECE =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!\w[^>]*>|<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" },
};

/** The tokens of a document; names are without their prefixes. @throws RangeError if it is damaged */
export function* readXml(xml: string): Generator<XmlToken> {
  const piece = new RegExp(PIECE);
  while (piece.lastIndex < xml.length) {
    const at = piece.lastIndex;
    const found = piece.exec(xml);
    if (found === null) throw new RangeError(`no XML at character ${at}`);
    const [, raw, slash, name, rest = "", text] = found;
    if (raw !== undefined) yield { kind: "text", text: raw };
    else if (text !== undefined) yield { kind: "text", text: decoded(text) };
    else if (name !== undefined) {
      const local = name.slice(name.indexOf(":") + 1);
      if (slash === "/") yield { kind: "close", name: local };
      else yield { kind: "open", name: local, attributes: rest, closed: rest.endsWith("/") };
    }
  }
}

/** The value of an attribute, whatever its prefix; "" if there is none. */
export function attributeOf(attributes: string, name: string): string {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return decoded(found?.[1] ?? found?.[2] ?? "");
}

function decoded(text: string): string {
  return text.replace(/&(#x?[\da-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
