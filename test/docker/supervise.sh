#!/usr/bin/env bash
# Runs dockerd in the folder SCRATCH until it is told to end (SIGTERM) or the
# process WATCHED is gone; then clears away containers, networks, firewall rules,
# mounts and the folder, and has the kernel forward packets or not as before. daemon.sh starts it.
#   supervise.sh SCRATCH WATCHED
set -uo pipefail

readonly scratch=$1 watched=$2
export DOCKER_HOST=unix://$scratch/docker.sock
dockerd_pid=''

# What dockerd leaves in the firewall when it ends. There was no other daemon when
# this one was started, so nobody else's rules have these names.
#   remove_firewall_rules iptables|ip6tables POLICY_OF_FORWARD
remove_firewall_rules() {
  local iptables=$1 policy=$2 table rule chain chains
  for table in nat filter; do
    "$iptables" -t "$table" -S 2>/dev/null |
      grep -E '^-A .*(DOCKER|docker0|docker_gwbridge|br-[0-9a-f]{12})' |
      while read -r rule; do
        # Quoted as a shell would have it.
        eval "$iptables -t $table -D ${rule#-A }"
      done
    chains=$("$iptables" -t "$table" -S 2>/dev/null |
      awk '$1 == "-N" && $2 ~ /^DOCKER/ { print $2 }')
    for chain in $chains; do "$iptables" -t "$table" -F "$chain"; done
    for chain in $chains; do "$iptables" -t "$table" -X "$chain"; done
  done
  [[ -z $policy ]] || "$iptables" -P FORWARD "$policy"
}

# Prints the policy of the chain FORWARD, which dockerd sets to DROP.
forward_policy() {
  "$1" -S FORWARD 2>/dev/null | awk '$1 == "-P" { print $3 }'
}

# Mounts below the folder, the deepest first.
mounts() {
  awk -v scratch="$scratch/" 'index($5, scratch) == 1 { print $5 }' \
    /proc/self/mountinfo | sort -r
}

clear_away() {
  local pid link mount
  trap '' TERM INT HUP
  if [[ -n $dockerd_pid ]] && kill -0 "$dockerd_pid" 2>/dev/null; then
    docker ps --quiet | xargs -r docker kill >/dev/null
    docker ps --all --quiet | xargs -r docker rm --force >/dev/null
    docker swarm leave --force >/dev/null 2>&1
    docker network prune --force >/dev/null
    kill "$dockerd_pid"
    for ((i = 0; i < 300; ++i)); do
      kill -0 "$dockerd_pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$dockerd_pid" 2>/dev/null
  fi
  # Its containerd, should it have outlived it.
  for pid in $(pgrep -f -- "$scratch/exec/"); do kill -9 "$pid"; done
  mounts | while read -r mount; do umount "$mount"; done
  for link in "${new_links[@]}"; do ip link delete "$link" 2>/dev/null; done
  remove_firewall_rules iptables "$policy4"
  remove_firewall_rules ip6tables "$policy6"
  echo "$forwarding" >/proc/sys/net/ipv4/ip_forward
  rm -rf "$scratch"
}

new_links=()
for link in docker0 docker_gwbridge; do
  ip link show "$link" >/dev/null 2>&1 || new_links+=("$link")
done
forwarding=$(</proc/sys/net/ipv4/ip_forward)
policy4=$(forward_policy iptables)
policy6=$(forward_policy ip6tables)
trap 'clear_away; exit 0' TERM INT HUP
trap clear_away EXIT

mkdir -p "$scratch/data" "$scratch/exec"
dockerd --data-root "$scratch/data" --exec-root "$scratch/exec" \
  --pidfile "$scratch/dockerd.pid" --host "$DOCKER_HOST" \
  >"$scratch/dockerd.log" 2>&1 &
dockerd_pid=$!
while kill -0 "$dockerd_pid" 2>/dev/null && kill -0 "$watched" 2>/dev/null; do
  sleep 0.5
done
tail -n 20 "$scratch/dockerd.log"
