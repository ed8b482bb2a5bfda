namespace Mesh.Core.Configuration.Loading;

/// <summary>A value of the configuration before anyone has asked what it should be. Never changed: what aliases share stays as it is when an argument changes one of the places.</summary>
/// <param name="Place">Where it was written.</param>
internal abstract record Node(Place Place)
{
    /// <summary>How many values it holds with aliases written out, itself included.</summary>
    public virtual long Size => 1;

    /// <summary>True for a bare null, ~ or nothing, and for an argument or variable that says null. An empty variable is a blank value.</summary>
    public virtual bool IsNull => false;
}

/// <summary>A single value, as text.</summary>
/// <param name="Place">Where it was written.</param>
/// <param name="Text">The text as it was written, without quotes.</param>
/// <param name="Style">How it was written.</param>
internal sealed record ScalarNode(Place Place, string Text, ScalarStyle Style) : Node(Place)
{
    /// <inheritdoc/>
    public override bool IsNull => Style switch
    {
        ScalarStyle.Plain => CoreSchema.IsNull(Text),
        ScalarStyle.Given => Text == "null",
        _ => false,
    };
}

/// <summary>How a single value was written.</summary>
internal enum ScalarStyle
{
    /// <summary>Bare, in YAML: may be null, true, false or a number.</summary>
    Plain,

    /// <summary>In quotes or as a block: text.</summary>
    Quoted,

    /// <summary>As an argument or a variable: whatever its key asks for.</summary>
    Given,
}

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">Its items.</param>
internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place)
{
    /// <inheritdoc/>
    public override long Size { get; } = 1 + Items.Sum(item => item.Size);

    /// <summary>The list with one item replaced, or added where <paramref name="index"/> is its length.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <param name="item">The item.</param>
    public ListNode With(int index, Node item) => new(Place, [.. Items.Take(index), item, .. Items.Skip(index + 1)]);
}

/// <summary>Keys with values.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">Its keys, each once.</param>
internal sealed record MapNode(Place Place, IReadOnlyList<Entry> Entries) : Node(Place)
{
    /// <inheritdoc/>
    public override long Size { get; } = 1 + Entries.Sum(entry => entry.Value.Size);

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">The key.</param>
    public Node? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The map with one entry added, or replaced where its key is there already.</summary>
    /// <param name="entry">The entry.</param>
    public MapNode With(Entry entry) => new(Place, [.. Entries.Where(other => other.Key != entry.Key), entry]);
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Where the key was written.</param>
/// <param name="Value">The value.</param>
internal sealed record Entry(string Key, Place Place, Node Value);
