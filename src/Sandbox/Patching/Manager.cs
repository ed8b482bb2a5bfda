namespace Mesh.Sandbox.Patching;

/// <summary>Who manages fields: a program, by apply or by update. The same program is two managers when it does both.</summary>
internal sealed record Manager(string Name, bool Applies, string ApiVersion)
{
    public bool Is(Manager other) => Name == other.Name && Applies == other.Applies && ApiVersion == other.ApiVersion;

    public override string ToString() => Applies ? $"\"{Name}\"" : $"\"{Name}\" using {ApiVersion}";
}
