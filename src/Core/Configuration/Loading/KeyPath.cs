using System.Globalization;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Finds the key that the path of <c>--set</c> means: <c>cluster.context</c>, <c>releases[0].set.image.tag</c>.</summary>
internal static class KeyPath
{
    /// <summary>The assignment an override means; null when there is no such key, which is told to the problems.</summary>
    /// <param name="given">The override.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static Assignment? Resolve(Override given, Problems problems)
    {
        var label = given.Argument == "--set" ? $"--set {Problems.Shorten(given.Path)}" : given.Argument;
        var place = new Place(PlaceSource.Argument, label, given.Argument);
        if (given.Value is null || given.Path.Length == 0)
        {
            // Of what is no assignment only the beginning is repeated: a mistyped one may go on with a secret.
            var name = string.Concat(given.Path.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '[' or ']'));
            problems.Add(place with { Label = $"{given.Argument} {name}".TrimEnd() }, "expected path=value, such as --set cluster.context=NAME");
            return null;
        }

        var (steps, shape, problem) = Walk(given.Path);
        if (problem is not null)
        {
            problems.Add(place, problem);
            return null;
        }

        return new Assignment(steps, shape, new ScalarNode(place, given.Value, given.Literal ? ScalarStyle.Quoted : ScalarStyle.Given));
    }

    private static (List<Step> Steps, Shape? Shape, string? Problem) Walk(string path)
    {
        var steps = new List<Step>();
        Shape? shape = Shape.Of(typeof(MeshOptions));
        var rest = path;
        while (rest.Length > 0)
        {
            var sofar = path[..^rest.Length].TrimEnd('.');
            switch (shape!.Kind)
            {
                case ShapeKind.Record:
                    var key = rest.Split('.', '[')[0];
                    if (shape.Find(key) is not { } option)
                    {
                        return (steps, null, Binder.Unknown(shape, key, sofar));
                    }

                    steps.Add(new Step(key));
                    (shape, rest) = (option.Shape, After(rest, key.Length));
                    break;
                case ShapeKind.List:
                    var close = rest.IndexOf(']', StringComparison.Ordinal);
                    if (rest[0] != '[' || close < 0 || !int.TryParse(rest.AsSpan(1, close - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    {
                        return (steps, null, $"{sofar} is a list; name an item of it, such as {sofar}[0]");
                    }

                    steps.Add(new Step(null, index));
                    (shape, rest) = (shape.Item, After(rest, close + 1));
                    break;
                case ShapeKind.FreeMap:
                    steps.Add(new Step(rest));
                    return (steps, null, null);
                default:
                    return (steps, null, $"{sofar} is {shape.Words} and has no keys of its own");
            }
        }

        return (steps, shape, path.EndsWith('.') ? "the path ends in a dot" : null);
    }

    private static string After(string rest, int length) => rest.Length > length && rest[length] == '.' ? rest[(length + 1)..] : rest[length..];
}
