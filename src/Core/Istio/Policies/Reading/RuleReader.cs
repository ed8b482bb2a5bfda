using System.Text.Json.Nodes;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies.Reading;

/// <summary>Reads the rules of a policy.</summary>
internal static class RuleReader
{
    /// <summary>The rules, without null ones, which istiod leaves out.</summary>
    /// <param name="rules">spec.rules.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static IEnumerable<PolicyRule> Read(Field rules, Faults faults)
    {
        foreach (var rule in List(rules, faults))
        {
            if (!rule.IsThere)
            {
                faults.Add(rule, $"the server refuses {rule}, which is null; a rule that matches everything is written {{}}");
                continue;
            }

            faults.Unknown(rule, ["from", "to", "when"]);
            yield return new(rule.Index, rule,
                [.. Clauses(rule["from"], "source", PolicyAttributes.OfSource, faults)],
                [.. Clauses(rule["to"], "operation", PolicyAttributes.OfOperation, faults)],
                [.. List(rule["when"], faults).SelectMany(condition => Condition(condition, faults))]);
        }
    }

    private static IEnumerable<PolicyClause> Clauses(Field list, string inner, IReadOnlyDictionary<string, PolicyAttribute> known, Faults faults)
    {
        foreach (var item in List(list, faults))
        {
            faults.Unknown(item, [inner]);
            var clause = item[inner];
            faults.Unknown(clause, [.. known.Keys, .. known.Keys.Select(Not)]);
            var fields = known.SelectMany(pair => new[] { Values(clause[pair.Key], pair.Value, pair.Key, false, faults), Values(clause[Not(pair.Key)], pair.Value, Not(pair.Key), true, faults) }).OfType<PolicyField>().ToList();
            if (fields.Count == 0)
            {
                faults.Add(item, $"the server refuses {item}: its {inner} is empty; leave the item out to let every {inner} pass");
            }

            yield return new(clause.IsThere ? clause : item, fields);
        }
    }

    private static IEnumerable<PolicyField> Condition(Field condition, Faults faults)
    {
        faults.Unknown(condition, ["key", "values", "notValues"]);
        var key = condition["key"].Text ?? "";
        var attribute = PolicyAttributes.OfKey(key);
        if (attribute == PolicyAttribute.Unknown)
        {
            faults.Add(condition["key"], $"the server refuses the key '{key}', which is no attribute; istiod would leave out the whole rule");
        }

        PolicyField?[] fields = [Values(condition["values"], attribute, key, false, faults), Values(condition["notValues"], attribute, key, true, faults)];
        if (fields is [null, null])
        {
            faults.Add(condition, $"the server refuses the condition '{key}', which has neither values nor notValues");
        }

        return fields.OfType<PolicyField>();
    }

    private static PolicyField? Values(Field list, PolicyAttribute attribute, string name, bool negated, Faults faults)
    {
        var values = new List<PolicyValue>();
        foreach (var item in List(list, faults))
        {
            if (item.Text is { Length: > 0 } text)
            {
                values.Add(new(text, item));
            }
            else
            {
                faults.Add(item, $"the server refuses {item}: {(item.Text is null ? "it is no text; put it in quotes" : "it is empty")}");
            }
        }

        return values.Count == 0 ? null : Checked(new(attribute, name, negated, values, list), faults);
    }

    private static PolicyField Checked(PolicyField field, Faults faults)
    {
        foreach (var value in field.Values.Where(value => ValueCheck.WhyNot(field, value.Text) is not null))
        {
            faults.Add(value.At, $"the server refuses '{value.Text}' in {field.Name}: {ValueCheck.WhyNot(field, value.Text)}");
        }

        return field;
    }

    private static IEnumerable<Field> List(Field field, Faults faults) => faults.Is<JsonArray>(field, "a list of items") ? field.Items : [];

    private static string Not(string name) => $"not{char.ToUpperInvariant(name[0])}{name[1..]}";
}
