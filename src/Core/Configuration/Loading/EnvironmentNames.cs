using System.Globalization;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Finds the keys that variables mean: MESH_KUBE_CONTEXT, MESH_CLUSTER__CONTEXT, MESH_RELEASES__0__CREATE_NAMESPACE. Case and single underscores do not count.</summary>
internal static class EnvironmentNames
{
    private const string Prefix = "MESH_";

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MESH_KUBE_CONTEXT"] = "MESH_CLUSTER__CONTEXT",
        ["MESH_KUBECONFIG"] = "MESH_CLUSTER__KUBECONFIG",
    };

    private static readonly string[] ServiceLinks = ["_SERVICE_", "_PORT"];

    /// <summary>The assignments that an environment makes, so ordered that items of a list come one after the other. What no key is meant by is told to the problems.</summary>
    /// <param name="sources">The environment, and the variables that someone else reads.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IEnumerable<Assignment> Resolve(ConfigurationSources sources, Problems problems)
    {
        var found = new Dictionary<string, Assignment>(StringComparer.Ordinal);
        foreach (var (name, value) in sources.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!IsOurs(name, sources))
            {
                continue;
            }

            var place = new Place(PlaceSource.Environment, name, name);
            var (steps, shape, problem) = Walk(Short.GetValueOrDefault(name, name), sources.OtherVariables);
            var assignment = new Assignment(steps, shape, new ScalarNode(place, value, Short.ContainsKey(name) ? ScalarStyle.Quoted : ScalarStyle.Given));
            if (problem is not null)
            {
                problems.Add(place, problem);
            }
            else if (!found.TryAdd(assignment.Path, assignment) && found[assignment.Path].Value is var other && other.Text != value)
            {
                problems.Add(place, $"{other.Place.Label} sets {assignment.Path} too, to another value; unset one of them");
            }
        }

        return found.Values.OrderBy(assignment => assignment, Comparer<Assignment>.Create(Order));
    }

    private static bool IsOurs(string name, ConfigurationSources sources) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("MESH_TEST_", StringComparison.OrdinalIgnoreCase)
        && !sources.OtherVariables.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !IsServiceLink(name, sources.Environment);

    // A service called mesh or mesh-something beside a CI agent in a cluster puts MESH_SERVICE_HOST, MESH_PORT_80_TCP_ADDR … into the agent's environment.
    private static bool IsServiceLink(string name, IReadOnlyDictionary<string, string> environment) =>
        ServiceLinks.Select(part => name.IndexOf(part, StringComparison.Ordinal)).Any(at => at > 0 && environment.ContainsKey(name[..at] + "_SERVICE_HOST"));

    private static (List<Step> Steps, Shape? Shape, string? Problem) Walk(string name, IEnumerable<string> others)
    {
        var steps = new List<Step>();
        var shape = Shape.Of(typeof(MeshOptions));
        var before = Prefix;
        foreach (var part in name[Prefix.Length..].Split("__"))
        {
            switch (shape.Kind)
            {
                case ShapeKind.Record:
                    var option = shape.Options.FirstOrDefault(option => Bare(option.Key).Equals(Bare(part), StringComparison.OrdinalIgnoreCase));
                    if (option is null)
                    {
                        return (steps, null, Unknown(shape, part, before, others));
                    }

                    steps.Add(new Step(option.Key));
                    shape = option.Shape;
                    break;
                case ShapeKind.List when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index):
                    steps.Add(new Step(null, index));
                    shape = shape.Item!;
                    break;
                case ShapeKind.List:
                    return (steps, null, $"items of a list go by number here: {before}0");
                case ShapeKind.FreeMap:
                    return (steps, null, $"the case of a variable's name says nothing about a key of this map; set {before[..^2]} to all of it, as {{\"key\": \"value\"}}");
                default:
                    return (steps, null, $"{before[..^2]} is {shape.Words} and has no keys of its own");
            }

            before += part + "__";
        }

        return (steps, shape, null);
    }

    private static string Unknown(Shape shape, string part, string before, IEnumerable<string> others)
    {
        if (SecretKey.Is(part))
        {
            return Binder.Unknown(shape, part, "");
        }

        var known = shape.Keys.Select(key => before + Spell(key));
        return $"no key of mesh.yaml has this name; {Problems.Suggest(before + part, [.. before == Prefix ? known.Concat(Short.Keys).Concat(others) : known])}";
    }

    /// <summary>The name of a key in variables: CREATE_NAMESPACE for createNamespace.</summary>
    /// <param name="key">The key.</param>
    public static string Spell(string key) => string.Concat(key.Select(letter => char.IsUpper(letter) ? "_" + letter : char.ToUpperInvariant(letter).ToString()));

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static int Order(Assignment? left, Assignment? right)
    {
        for (var i = 0; i < Math.Min(left!.Steps.Count, right!.Steps.Count); i++)
        {
            var (a, b) = (left.Steps[i], right.Steps[i]);
            var order = string.CompareOrdinal(a.Key, b.Key) is var byKey and not 0 ? byKey : a.Index.CompareTo(b.Index);
            if (order != 0)
            {
                return order;
            }
        }

        return left!.Steps.Count.CompareTo(right!.Steps.Count);
    }
}
