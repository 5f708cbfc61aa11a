// The card of a model lies in the ONNX file itself: entries of metadata_props, field 14 of the protobuf message ModelProto.

/** Fields of one protobuf message as [number, bytes]; only length-delimited ones carry bytes. */
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      if (at >= bytes.length || scale > 2 ** 63) throw new Error('This is not an ONNX file.');
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint(), wire = tag % 8;
    if (![0, 1, 2, 5].includes(wire)) throw new Error('This is not an ONNX file.');
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : (varint(), 0);
    if (at + length > bytes.length) throw new Error('The ONNX file ends too early.');
    yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
    at += length;
  }
}

/** Reads the card of an ONNX file: an object with the keys behind "ign.", for example name, shape, license. */
export function readCard(bytes) {
  const text = new TextDecoder(), card = {};
  for (const [number, entry] of fields(bytes)) {
    if (number !== 14) continue;
    const { 1: key, 2: value } = Object.fromEntries([...fields(entry)].map(([n, b]) => [n, text.decode(b)]));
    if (key?.startsWith('ign.')) card[key.slice(4)] = value ?? '';
  }
  if (card.format === undefined) throw new Error('The model has no card; expected one that was exported by Ign.MLNet.');
  if (card.format !== '1') throw new Error(`The model card has format ${card.format}; expected format 1.`);
  return card;
}
