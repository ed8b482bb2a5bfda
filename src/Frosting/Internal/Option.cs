namespace Cake.Frosting.Internal;

/// <summary>One option as it was written.</summary>
/// <param name="Text">Its name with the dashes.</param>
/// <param name="Value">What stands after <c>=</c> or <c>:</c>, or null.</param>
/// <param name="Known">Whether it may be an option of the host; after <c>--</c> none is.</param>
/// <param name="TakesNext">Whether the next word may be its value; not so for letters in a row such as <c>-abc</c>.</param>
internal sealed record Option(string Text, string? Value, bool Known, bool TakesNext);
