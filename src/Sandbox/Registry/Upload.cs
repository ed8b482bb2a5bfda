namespace Mesh.Sandbox.Registry;

/// <summary>An upload that has begun.</summary>
/// <param name="Repository">Where to.</param>
internal sealed record Upload(string Repository)
{
    public MemoryStream Content { get; } = new();
}
