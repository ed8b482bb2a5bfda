using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration.Loading;

/// <summary>What a value must be, taken from the option types.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Type">The .NET type it becomes.</param>
/// <param name="Item">What the items of a list are; null for everything else.</param>
/// <param name="Options">The keys of a record; empty for everything else.</param>
internal sealed record Shape(ShapeKind Kind, Type Type, Shape? Item, IReadOnlyList<Option> Options)
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();

    /// <summary>The keys of a record.</summary>
    public IReadOnlyList<string> Keys => [.. Options.Select(option => option.Key)];

    /// <summary>Which keys of a record may have a value together.</summary>
    public OneOfAttribute? OneOf { get; } = Kind == ShapeKind.Record ? Type.GetCustomAttribute<OneOfAttribute>() : null;

    /// <summary>The kind in words, after "expected".</summary>
    public string Words => Kind switch
    {
        ShapeKind.Text => "text",
        ShapeKind.Switch => "true or false",
        ShapeKind.Number => "a whole number",
        ShapeKind.List => "a list",
        _ => "keys with values",
    };

    /// <summary>The shape of a type.</summary>
    /// <param name="type">An option type, or the type of a property of one.</param>
    public static Shape Of(Type type) => Known.GetOrAdd(type, Build);

    /// <summary>The option of a key, or null.</summary>
    /// <param name="key">The key.</param>
    public Option? Find(string key) => Options.FirstOrDefault(option => option.Key == key);

    private static Shape Build(Type type) => type switch
    {
        _ when type == typeof(string) => new(ShapeKind.Text, type, null, []),
        _ when type == typeof(bool) => new(ShapeKind.Switch, type, null, []),
        _ when type == typeof(int) => new(ShapeKind.Number, type, null, []),
        _ when type == typeof(IReadOnlyDictionary<string, JsonNode?>) => new(ShapeKind.FreeMap, type, null, []),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => new(ShapeKind.List, type, Of(type.GenericTypeArguments[0]), []),
        { IsClass: true } when type.Namespace == typeof(MeshOptions).Namespace => new(ShapeKind.Record, type, null, [.. type.GetProperties().Where(property => property.CanWrite).Select(property => new Option(property))]),
        _ => throw new UnreachableException($"{type} can be no option's type; see the summary of MeshOptions"),
    };
}

/// <summary>The kinds of value.</summary>
internal enum ShapeKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A list of one of the others.</summary>
    List,

    /// <summary>Keys as an option type has them.</summary>
    Record,

    /// <summary>Any keys with any values.</summary>
    FreeMap,
}
