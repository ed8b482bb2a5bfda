using System.Globalization;

namespace Mesh.Sandbox.Patching;

/// <summary>Who manages fields: a program, by apply or by update. The same program is two managers when it does both.</summary>
internal sealed record Manager(string Name, bool Applies, string ApiVersion, DateTimeOffset At)
{
    public bool Is(Manager other) => Name == other.Name && Applies == other.Applies && ApiVersion == other.ApiVersion;

    public override string ToString() => Applies ? $"\"{Name}\"" : string.Create(CultureInfo.InvariantCulture, $"\"{Name}\" using {ApiVersion} at {At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}
