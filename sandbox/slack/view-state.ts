import { isFields } from "../narrow.ts";
import { elementsOf } from "./blocks.ts";
import type { View } from "./model.ts";

type Payload = Readonly<Record<string, unknown>>;

/** What a submission says of each input. @throws Error for a block that the view does not have */
export function stateOf(view: View, values: Readonly<Record<string, string>>): Payload {
  const inputs = elementsOf(view.content.blocks);
  const unknown = Object.keys(values).find((id) => !inputs.some(({ block }) => block.block_id === id));
  if (unknown !== undefined) throw new Error(`the view ${view.id} has no block "${unknown}"`);
  return {
    values: Object.fromEntries(
      inputs.map(({ block, element }) => {
        const given = values[String(block.block_id)];
        return [block.block_id, { [String(element["action_id"])]: stateOfElement(element, given) }];
      }),
    ),
  };
}

function stateOfElement(element: Payload, given: string | undefined): Payload {
  const { type, options, initial_value: initial } = element;
  if (type === "plain_text_input") return { type, value: given ?? initial ?? null };
  const option = Array.isArray(options)
    ? options.find((candidate: unknown) => isFields(candidate) && candidate["value"] === given)
    : undefined;
  if (given !== undefined && option === undefined)
    throw new Error(`"${given}" is none of the options of ${String(element["action_id"])}`);
  if (type === "checkboxes")
    return { type, selected_options: option === undefined ? (element["initial_options"] ?? []) : [option] };
  return { type, selected_option: option ?? element["initial_option"] ?? null };
}
